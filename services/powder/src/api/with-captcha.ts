import type { ApiClient } from './client.ts';
import type { Services } from './services.ts';

/** Adds a fresh captcha token to whatever is sent, at every attempt: a token is good only once. */
export function withCaptcha<Input extends object, Result>(
  captcha: Services['captcha'],
  action: string,
  send: (client: ApiClient, input: Input & { captcha?: string }) => Promise<Result>,
): (client: ApiClient, input: Input) => Promise<Result> {
  return async (client, input) => {
    const token = await captcha(action);
    return send(client, { ...input, ...(token !== undefined && { captcha: token }) });
  };
}
