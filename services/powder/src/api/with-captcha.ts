import type { CaptchaAction } from '@gnar/contract';
import type { ApiClient } from './client.ts';
import { ProblemError } from './problem-error.ts';
import type { Services } from './services.ts';

/**
 * Adds a fresh captcha token to whatever is sent, at every attempt: a token is good only once. A request that is refused
 * because no token could be had fails with the code `captcha_unavailable`: the way out is another one than for a robot.
 */
export function withCaptcha<Input extends object, Result>(
  captcha: Services['captcha'],
  action: CaptchaAction,
  send: (client: ApiClient, input: Input & { captcha?: string }) => Promise<Result>,
): (client: ApiClient, input: Input) => Promise<Result> {
  return async (client, input) => {
    const pass = await captcha(action);
    try {
      return await send(client, { ...input, ...(pass.status === 'passed' && { captcha: pass.token }) });
    } catch (error) {
      const isForWantOfToken =
        pass.status === 'unavailable' && error instanceof ProblemError && error.code === 'captcha_failed';
      throw isForWantOfToken
        ? new ProblemError({ ...error.problem, code: 'captcha_unavailable' }, error)
        : error;
    }
  };
}
