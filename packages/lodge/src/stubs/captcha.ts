/** The answer of reCAPTCHA v3's siteverify: https://developers.google.com/recaptcha/docs/v3#site_verify_response */
export interface CaptchaVerdict {
  success: boolean;
  /** Of a genuine token: 0 is a robot, 1 a person. */
  score?: number;
  action?: string;
  hostname: string;
  challenge_ts: string;
  'error-codes': string[];
}

/** What a test has decided of the verdict. */
export type DecidedVerdict = Partial<
  Pick<CaptchaVerdict, 'success' | 'score' | 'action' | 'hostname' | 'challenge_ts'>
>;

/** A response `pass:<action>` is a person's in the form of this name, unless the test has decided. */
export function judgeCaptcha(form: URLSearchParams, decided: DecidedVerdict): CaptchaVerdict {
  const missing = ['secret', 'response']
    .filter((field) => !form.get(field))
    .map((field) => `missing-input-${field}`);
  const response = form.get('response') ?? '';
  const success = missing.length === 0 && (decided.success ?? response.startsWith('pass'));
  const errors = missing.length > 0 ? missing : ['invalid-input-response'];
  const { score = 0.9, action = response.split(':')[1] ?? '' } = decided;
  return {
    success,
    ...(success && { score, action }),
    hostname: decided.hostname ?? 'localhost',
    challenge_ts: decided.challenge_ts ?? new Date().toISOString(),
    'error-codes': success ? [] : errors,
  };
}
