/** Where reCAPTCHA v3 lives; loaded only when a site key is configured. */
const captcha = 'https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/';

/**
 * What the pages may load (security.md, 29): our own scripts only, none inline. Emotion writes style elements, which
 * is what `unsafe-inline` for styles allows. The development server's socket is of the page's own origin.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src 'self' ${captcha}`,
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self' https://www.google.com/recaptcha/",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  `frame-src ${captcha}`,
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
