/**
 * A value of the JSON syntax as an expression. Strings of the JSON syntax are templates already: `${…}` stays.
 * @throws for what JSON cannot hold.
 */
export function expression(value: unknown): string {
  if (typeof value === 'string') return template(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return list(value.map(expression));
  if (typeof value !== 'object') throw new Error(`no expression: ${typeof value}`);
  const pairs = Object.entries(value).map(([key, one]) => `${identifier(key)} = ${expression(one)}`);
  return pairs.length === 0 ? '{}' : `{\n${pairs.join('\n')}\n}`;
}

/** Names, as `depends_on` and `ignore_changes` take them: without quotes. */
export function reference(value: unknown): string {
  return Array.isArray(value) ? list(value.map(String)) : String(value);
}

export const identifier = (name: string): string =>
  /^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name);

function list(items: readonly string[]): string {
  const inline = `[${items.join(', ')}]`;
  return inline.length <= 80 && !inline.includes('\n')
    ? inline
    : `[\n${items.map((item) => `${item},`).join('\n')}\n]`;
}

/** A string that is one reference and nothing else is written as the reference, the rest between quotes. */
function template(text: string): string {
  const parts = split(text);
  const [only] = parts;
  if (parts.length === 1 && only?.interpolated) return only.text.slice(2, -1).trim();
  return `"${parts.map((part) => (part.interpolated ? part.text : escape(part.text))).join('')}"`;
}

const escape = (text: string): string => JSON.stringify(text).slice(1, -1);

interface Part {
  readonly text: string;
  readonly interpolated: boolean;
}

/** Divides at `${ … }`, whose content may hold braces and quotes of its own; `$${` is a plain dollar sign. */
function split(text: string): Part[] {
  const parts: Part[] = [];
  let rest = text;
  while (rest !== '') {
    const start = rest.search(/(?<!\$)\$\{/);
    if (start === -1) return [...parts, { text: rest, interpolated: false }];
    if (start > 0) parts.push({ text: rest.slice(0, start), interpolated: false });
    const end = start + lengthOfInterpolation(rest.slice(start));
    parts.push({ text: rest.slice(start, end), interpolated: true });
    rest = rest.slice(end);
  }
  return parts.length === 0 ? [{ text: '', interpolated: false }] : parts;
}

function lengthOfInterpolation(text: string): number {
  let depth = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return index + 1;
  }
  throw new Error(`no end of the reference in ${text}`);
}
