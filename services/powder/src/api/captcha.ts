interface Grecaptcha {
  ready(callback: () => void): void;
  execute(siteKey: string, options: { action: string }): Promise<string>;
}

declare global {
  interface Window {
    grecaptcha?: Grecaptcha;
  }
}

/** What guards a request: a token, nothing where no captcha is configured, or no token because none could be had. */
export type CaptchaPass =
  { status: 'passed'; token: string } | { status: 'notConfigured' } | { status: 'unavailable' };

const unavailable: CaptchaPass = { status: 'unavailable' };

/** Milliseconds to wait for a token before going on without one; the service then decides. */
const patience = 4_000;

/**
 * Makes the captcha of the configured site. The script is loaded when a token is first asked for, and never without a
 * site key. A captcha that cannot be had never stops a request from being sent. A script that failed is asked for again
 * with the next token; one that is only slow is waited for again.
 */
export function createCaptcha(
  siteKey: Promise<string | undefined>,
): (action: string) => Promise<CaptchaPass> {
  let script: Promise<Grecaptcha> | undefined;
  return async (action) => {
    const key = await siteKey;
    if (key === undefined) return { status: 'notConfigured' };
    const loading = (script ??= loadScript(key));
    const pass = loading
      .then((grecaptcha) => grecaptcha.execute(key, { action }))
      .then(
        (token): CaptchaPass => ({ status: 'passed', token }),
        () => {
          // Also after the wait is over: the next token must not find the failure of this one.
          if (script === loading) script = undefined;
          return unavailable;
        },
      );
    const late = new Promise<CaptchaPass>((resolve) => setTimeout(resolve, patience, unavailable));
    return Promise.race([pass, late]);
  };
}

function loadScript(siteKey: string): Promise<Grecaptcha> {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    const fail = (message: string) => {
      element.remove();
      reject(new Error(message));
    };
    element.src = `https://www.google.com/recaptcha/api.js?render=${encodeURIComponent(siteKey)}`;
    element.async = true;
    element.onload = () => {
      const { grecaptcha } = window;
      if (grecaptcha) grecaptcha.ready(() => resolve(grecaptcha));
      else fail('The captcha script did not bring its API.');
    };
    element.onerror = () => fail('The captcha script could not be loaded.');
    document.head.append(element);
  });
}
