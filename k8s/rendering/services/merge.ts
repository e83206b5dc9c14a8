export type Data = Readonly<Record<string, unknown>>;

export const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts one document over another: maps field by field, lists item by item where items have a `name` or a `type`. */
export function merge(under: Data, over: Data): Data {
  const merged = Object.entries(over).map(([key, value]) => [key, mergeValues(under[key], value)] as const);
  return { ...under, ...Object.fromEntries(merged) };
}

function mergeValues(under: unknown, over: unknown): unknown {
  if (isData(under) && isData(over)) return merge(under, over);
  return Array.isArray(under) && Array.isArray(over) ? mergeLists(under, over) : over;
}

function mergeLists(under: readonly unknown[], over: readonly unknown[]): unknown[] {
  if (![...under, ...over].every((item) => keyOf(item) !== undefined)) return [...over];
  const merged = new Map(under.map((item) => [keyOf(item), item]));
  for (const item of over) merged.set(keyOf(item), mergeValues(merged.get(keyOf(item)), item));
  return [...merged.values()];
}

const keyOf = (item: unknown): unknown => (isData(item) ? (item['name'] ?? item['type']) : undefined);
