import type { Clock } from '@gnar/gear/clock';
import { ProblemError } from '@gnar/gear/errors';
import type { Logger } from '@gnar/gear/logging';
import type { ExternalClient } from '@gnar/gear/peer';
import { z } from 'zod';
import type { EnforceRateLimit } from './request-limits.ts';

interface CaptchaCaller {
  readonly ip: string;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** Lets a request pass or not; `action` is the form's name, as the pages give it when they ask for a token. @throws CaptchaFailedError */
export type VerifyCaptcha = (
  action: string,
  token: string | undefined,
  caller: CaptchaCaller,
) => Promise<void>;

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
  /** The lowest score that passes: 0 is a robot for sure, 1 a person for sure. */
  readonly minScore: number;
  /** Of the pages: a token that was made on another site does not count. */
  readonly hostname: string;
  readonly clock: Clock;
  readonly enforceRateLimit: EnforceRateLimit;
  /** Counts requests whose captcha could not be verified. */
  readonly onOutage: () => void;
}

/** https://developers.google.com/recaptcha/docs/v3#site_verify_response: a genuine token succeeds, whatever its score. */
const verdictSchema = z.discriminatedUnion('success', [
  z.object({ success: z.literal(false) }),
  z.object({
    success: z.literal(true),
    score: z.number(),
    action: z.string(),
    hostname: z.string(),
    challenge_ts: z.coerce.date(),
  }),
]);

type Verdict = z.infer<typeof verdictSchema>;

/** As long as a token can be used at Google. */
const LONGEST_AGE_MS = 2 * 60_000;

/** For products without captcha. */
export const noCaptcha: VerifyCaptcha = () => Promise.resolve();

/**
 * Asks the captcha service. When it does not answer, people are let through under a tighter limit: an outage of
 * a third party's must neither open the doors nor lock everyone out.
 */
export function createCaptcha(options: CaptchaOptions): VerifyCaptcha {
  return async (action, token, { ip, log }) => {
    if (token === undefined) throw new CaptchaFailedError();
    const verdict = await askVerdict(options, token, log);
    if (verdict === undefined) return options.enforceRateLimit('withoutCaptcha', ip);
    const fault = faultOf(verdict, action, options);
    if (fault === undefined) return;
    log.info({ action, fault }, 'a captcha was refused');
    throw new CaptchaFailedError();
  };
}

/** What speaks against a token; undefined when nothing does. */
function faultOf(
  verdict: Verdict,
  action: string,
  { minScore, hostname, clock }: Pick<CaptchaOptions, 'minScore' | 'hostname' | 'clock'>,
): string | undefined {
  if (!verdict.success) return 'success';
  if (verdict.score < minScore) return 'score';
  if (verdict.action !== action) return 'action';
  if (verdict.hostname !== hostname) return 'hostname';
  const age = clock.now().getTime() - verdict.challenge_ts.getTime();
  return Math.abs(age) > LONGEST_AGE_MS ? 'age' : undefined;
}

async function askVerdict(
  { external, verifyUrl, secretKey, onOutage }: CaptchaOptions,
  token: string,
  log: Pick<Logger, 'warn'>,
): Promise<Verdict | undefined> {
  try {
    const answer = await external.post(verifyUrl, { form: { secret: secretKey, response: token } });
    return verdictSchema.parse(answer);
  } catch (error) {
    onOutage();
    log.warn({ err: error }, 'the captcha service did not answer; tighter limits stand in for it');
    return undefined;
  }
}
