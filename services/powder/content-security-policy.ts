/** Where reCAPTCHA v3 lives. */
const captchaHosts = 'https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/';

export interface PolicyOptions {
  /** Whether a site key is configured: without one the pages load nothing from reCAPTCHA's hosts. */
  readonly captcha: boolean;
}

/**
 * What the pages may load (security.md, 29): our own scripts only, none inline. Emotion writes style elements, which
 * is what `unsafe-inline` for styles allows. The development server's socket is of the page's own origin.
 */
export function contentSecurityPolicy({ captcha }: PolicyOptions): string {
  return [
    "default-src 'none'",
    captcha ? `script-src 'self' ${captchaHosts}` : "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    captcha ? "connect-src 'self' https://www.google.com/recaptcha/" : "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    captcha ? `frame-src ${captchaHosts}` : "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
