interface Grecaptcha {
  ready(callback: () => void): void;
  execute(siteKey: string, options: { action: string }): Promise<string>;
}

declare global {
  interface Window {
    grecaptcha?: Grecaptcha;
  }
}

/** Milliseconds to wait for a token before going on without one; the service then decides. */
const patience = 4_000;

/**
 * Makes the captcha of the configured site. The script is loaded when a token is first asked for, and never without a
 * site key. A captcha that cannot be had never stops a person: the answer is undefined.
 */
export function createCaptcha(
  siteKey: Promise<string | undefined>,
): (action: string) => Promise<string | undefined> {
  let script: Promise<Grecaptcha> | undefined;
  return async (action) => {
    const key = await siteKey;
    if (key === undefined) return undefined;
    script ??= loadScript(key);
    const token = script.then((grecaptcha) => grecaptcha.execute(key, { action }));
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience));
    try {
      return await Promise.race([token, late]);
    } catch {
      script = undefined;
      return undefined;
    }
  };
}

function loadScript(siteKey: string): Promise<Grecaptcha> {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.src = `https://www.google.com/recaptcha/api.js?render=${encodeURIComponent(siteKey)}`;
    element.async = true;
    element.onload = () => {
      const { grecaptcha } = window;
      if (grecaptcha) grecaptcha.ready(() => resolve(grecaptcha));
      else reject(new Error('The captcha script did not bring its API.'));
    };
    element.onerror = () => reject(new Error('The captcha script could not be loaded.'));
    document.head.append(element);
  });
}
