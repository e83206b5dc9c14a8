import { type Environment, environmentPrefix } from '../config/read-config.ts';
import { ConfigError } from '../config/config-error.ts';

export interface PeerAddressOptions {
  environment: Environment;
  envPrefix: string | undefined;
  production: boolean;
}

/**
 * Where a service named `ski-lift` is found: `GNAR_SKI_LIFT_SERVICE_PORT` in development (`9401`, `localhost:9401`,
 * `http://…` or `tcp://…`), `SKI_LIFT_SERVICE_PORT` in production, which Kubernetes sets for a Service of the same name.
 *
 * @throws ConfigError when the variable is missing or none of these forms.
 */
export function peerAddress(
  name: string,
  { environment, envPrefix, production }: PeerAddressOptions,
): string {
  const prefix = production ? '' : environmentPrefix(envPrefix);
  const variable = `${prefix}${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_SERVICE_PORT`;
  const value = environment[variable]?.trim() ?? '';
  const origin = originOf(value);
  if (origin !== undefined) return origin;
  const expected =
    'where the peer listens, e.g. 9401, localhost:9401, http://localhost:9401 or tcp://10.0.0.1:80';
  const text =
    value === '' ? `${variable} is missing: ${expected}` : `${variable} is "${value}", expected: ${expected}`;
  throw new ConfigError([{ name: variable, text }]);
}

function originOf(value: string): string | undefined {
  if (value === '') return undefined;
  const address = /^\d{1,5}$/.test(value)
    ? `http://127.0.0.1:${value}`
    : value.replace(/^tcp:\/\//, 'http://');
  const text = /^https?:\/\//.test(address) ? address : `http://${address}`;
  if (!URL.canParse(text)) return undefined;
  const { origin, hostname } = new URL(text);
  return hostname === '' ? undefined : origin;
}
