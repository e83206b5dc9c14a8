import Bowser from 'bowser';

/** Longer than any real browser's; what is longer is not worth reading. */
const LONGEST_USER_AGENT = 512;

/** How the owner recognises where a session was opened, e.g. `Firefox on Linux`; null when nothing is known. */
export function deviceName(userAgent: string | undefined): string | null {
  if (userAgent === undefined || userAgent === '') return null;
  const { browser, os } = Bowser.parse(userAgent.slice(0, LONGEST_USER_AGENT));
  const known = [browser.name, os.name].filter((name) => name !== undefined && name !== '');
  return known.length > 0 ? known.join(' on ') : null;
}
