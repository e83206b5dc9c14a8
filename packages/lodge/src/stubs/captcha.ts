/** The answer of reCAPTCHA's siteverify: https://developers.google.com/recaptcha/docs/verify */
export interface CaptchaVerdict {
  success: boolean;
  hostname: string;
  challenge_ts: string;
  'error-codes': string[];
}

/** A response that begins with `pass` passes, unless the test has decided. */
export function judgeCaptcha(form: URLSearchParams, decided: boolean | undefined): CaptchaVerdict {
  const missing = ['secret', 'response']
    .filter((field) => !form.get(field))
    .map((field) => `missing-input-${field}`);
  const passes = form.get('response')?.startsWith('pass') ?? false;
  const success = missing.length === 0 && (decided ?? passes);
  const errors = success ? [] : missing.length > 0 ? missing : ['invalid-input-response'];
  return { success, hostname: 'localhost', challenge_ts: new Date().toISOString(), 'error-codes': errors };
}
