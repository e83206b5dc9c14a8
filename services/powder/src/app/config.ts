/** What an operator may set without building anew: the text of /config.json. */
export interface Config {
  /** reCAPTCHA v3 site key; absent, no captcha is loaded or sent. */
  recaptchaSiteKey?: string;
}

/** Reads a configuration; keys that are unknown, empty or of the wrong type count as absent. */
export function parseConfig(value: unknown): Config {
  const key =
    typeof value === 'object' && value !== null && 'recaptchaSiteKey' in value
      ? value.recaptchaSiteKey
      : undefined;
  // A site key is 40 characters of base64url; this also keeps anything else out of the script's address.
  return typeof key === 'string' && /^[\w-]{10,100}$/.test(key) ? { recaptchaSiteKey: key } : {};
}

/** Loads /config.json once. It never fails: without an answer the page works without its options. */
export async function loadConfig(): Promise<Config> {
  try {
    const response = await fetch('/config.json', { cache: 'no-cache', credentials: 'omit' });
    return response.ok ? parseConfig(await response.json()) : {};
  } catch {
    return {};
  }
}
