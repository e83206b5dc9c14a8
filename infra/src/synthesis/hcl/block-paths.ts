import { TerraformElement, type TerraformStack } from '#cdktf';
import type { BlockPaths } from './render.ts';

/** The generated resource classes know which of their arguments are blocks, and say so where they write HCL. */
export function blockPathsOf(stack: TerraformStack): (type: string) => BlockPaths {
  const byType = new Map<string, Set<string>>();
  const ofType = (type: string) => {
    const known = byType.get(type) ?? new Set<string>();
    byType.set(type, known);
    return known;
  };
  for (const element of stack.node.findAll().filter((node) => TerraformElement.isTerraformElement(node))) {
    const { resource, data, provider } = fieldsOf(element.toHclTerraform());
    for (const [prefix, types] of [
      ['', resource],
      ['data.', data],
    ] as const) {
      for (const [type, byName] of Object.entries(fieldsOf(types))) {
        collect(Object.values(fieldsOf(byName)), '', ofType(`${prefix}${type}`));
      }
    }
    for (const [name, instances] of Object.entries(fieldsOf(provider))) {
      collect(instances, '', ofType(`provider.${name}`));
    }
  }
  return (type) => byType.get(type) ?? new Set();
}

/** Arguments come as `{ name: { value, isBlock } }`, those of a block once more in its value. */
function collect(typed: unknown, path: string, found: Set<string>): void {
  if (Array.isArray(typed)) {
    for (const one of typed) collect(one, path, found);
    return;
  }
  for (const [name, argument] of Object.entries(fieldsOf(typed))) {
    const { isBlock, is_block: alsoBlock, value } = fieldsOf(argument);
    if (isBlock !== true && alsoBlock !== true) continue;
    const own = path === '' ? name : `${path}.${name}`;
    found.add(own);
    collect(value, own, found);
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
