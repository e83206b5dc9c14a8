import type { Synthesised } from './synthesised.ts';

/** What Terraform would have to do: addresses of resources and outputs that only one of the two has, or has otherwise. */
export function difference(one: Synthesised, other: Synthesised): string[] {
  const before = everything(one);
  const after = everything(other);
  const addresses = new Set([...before.keys(), ...after.keys()]);
  return [...addresses].filter((address) => before.get(address) !== after.get(address)).toSorted();
}

function everything({ resources, documents }: Synthesised): ReadonlyMap<string, string> {
  return new Map([
    ...resources
      // Read again with every plan; nothing is done about them.
      .filter(({ type }) => !type.startsWith('data.'))
      .map(
        ({ address, arguments: given }) => [address, JSON.stringify({ ...given, '//': undefined })] as const,
      ),
    ...[...documents].flatMap(([stack, { output = {} }]) =>
      Object.entries(output).map(
        ([name, { value }]) => [`${stack}/output.${name}`, JSON.stringify(value)] as const,
      ),
    ),
  ]);
}
