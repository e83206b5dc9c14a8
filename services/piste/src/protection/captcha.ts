import { ProblemError, type ExternalClient, type Logger } from '@gnar/gear';
import { z } from 'zod';
import type { CountRequest } from './request-limits.ts';

interface CaptchaCaller {
  readonly ip: string;
  readonly log: Pick<Logger, 'warn'>;
}

/** Lets a request pass or not. @throws CaptchaFailedError */
export type PassCaptcha = (token: string | undefined, caller: CaptchaCaller) => Promise<void>;

export class CaptchaFailedError extends ProblemError {
  constructor() {
    super({ status: 422, code: 'captcha_failed', detail: 'Please show once more that you are not a robot.' });
  }
}

interface CaptchaOptions {
  readonly external: Pick<ExternalClient, 'post'>;
  /** A siteverify-compatible address, e.g. `https://www.google.com/recaptcha/api/siteverify`. */
  readonly verifyUrl: string;
  readonly secretKey: string;
  readonly countRequest: CountRequest;
  /** Counts requests that nobody could judge. */
  readonly onOutage: () => void;
}

const verdictSchema = z.object({ success: z.boolean() });

/** For products without captcha. */
export const noCaptcha: PassCaptcha = () => Promise.resolve();

/**
 * Asks the captcha service. When it does not answer, people are let through under a tighter limit: an outage of
 * somebody else's must neither open the doors nor lock everyone out.
 */
export function createCaptcha(options: CaptchaOptions): PassCaptcha {
  return async (token, { ip, log }) => {
    if (token === undefined) throw new CaptchaFailedError();
    const passed = await verdict(options, token, log);
    if (passed === undefined) await options.countRequest('withoutCaptcha', ip);
    if (passed === false) throw new CaptchaFailedError();
  };
}

async function verdict(
  { external, verifyUrl, secretKey, onOutage }: CaptchaOptions,
  token: string,
  log: Pick<Logger, 'warn'>,
): Promise<boolean | undefined> {
  try {
    const answer = await external.post(verifyUrl, { form: { secret: secretKey, response: token } });
    return verdictSchema.parse(answer).success;
  } catch (error) {
    onOutage();
    log.warn({ err: error }, 'the captcha service did not answer; tighter limits stand in for it');
    return undefined;
  }
}
