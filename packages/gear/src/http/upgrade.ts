import { ProblemError } from '../errors/errors.ts';
import { get, type Route } from './route.ts';
import type { UpgradeHandler, UpgradeOptions } from './takeover.ts';

/**
 * A route for WebSockets. A browser's page hands its token over as a subprotocol, beside the one that it speaks:
 * `new WebSocket(url, ['chat', `bearer.${token}`])`; the handler does not see it. A refusal is an answer of HTTP.
 */
export function upgrade(path: string, options: UpgradeOptions, accept: UpgradeHandler): Route {
  const { auth, callers = 'anyone', limit, origins = [], maxPerPerson = 5, checkSeconds = 15 } = options;
  const plain = get(path, { auth, callers }, () => {
    throw new ProblemError({
      status: 426,
      code: 'upgrade_required',
      detail: 'This path answers WebSockets only.',
      headers: { Upgrade: 'websocket' },
    });
  });
  return { ...plain, takeover: { limit, origins, maxPerPerson, checkMs: checkSeconds * 1000, accept } };
}
