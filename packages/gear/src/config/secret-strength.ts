// What openssl rand makes has 200 and more, an English sentence of 32 letters about 110.
const leastBits = 96;

/**
 * Whether a secret has so many bytes and does not look like a placeholder: one character, a repeated word, a sequence.
 * The estimate is generous on purpose; it cannot tell a random text from a known one.
 */
export function isStrongSecret(text: string, minBytes: number): boolean {
  const bytes = [...Buffer.from(text, 'utf8')];
  if (bytes.length < minBytes) return false;
  const unit = bytes.slice(0, periodOf(bytes));
  const steps = unit.slice(1).map((byte, index) => byte - (unit[index] ?? 0));
  return Math.min(estimatedBits(unit), estimatedBits(steps)) >= leastBits;
}

/** After how many bytes it begins anew; its length when it does not. */
function periodOf(bytes: readonly number[]): number {
  const period = bytes.findIndex(
    (_, length) =>
      length > 0 && bytes.every((byte, index) => index < length || byte === bytes[index - length]),
  );
  return period < 0 ? bytes.length : period;
}

/** Shannon's entropy of the values as they occur, times their number. */
function estimatedBits(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / values.length), 0);
}
