const suffixes: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/**
 * A Kubernetes quantity as a number: `250m` → 0.25, `64Mi` → 67108864.
 * @throws Error for what is no quantity, or one of a size that no pod of ours has
 */
export function quantity(text: string): number {
  const [, digits = '', suffix = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = suffixes[suffix];
  if (digits === '' || factor === undefined) throw new Error(`${text} is not a quantity`);
  return Number(digits) * factor;
}
