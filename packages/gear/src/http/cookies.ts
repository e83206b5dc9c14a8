/** The cookies of a request's header. Values that are not percent-encoded are taken as they are. */
export function readCookies(header = ''): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header.split(';')) {
    const pair = part.trim();
    const equals = pair.indexOf('=');
    if (equals < 1) continue;
    const name = pair.slice(0, equals).trimEnd();
    const value = pair
      .slice(equals + 1)
      .trimStart()
      .replace(/^"(.*)"$/, '$1');
    if (!cookies.has(name)) cookies.set(name, decoded(value));
  }
  return cookies;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
