import { runInNewContext } from 'node:vm';

/**
 * Evaluates the few words of CEL that our admission policy speaks, by reading them as JavaScript: macros become the methods of
 * lists and `has` a comparison; the rest is the same in both. It is no engine of CEL: a word that is not in its table is an
 * error here, so that an expression cannot come to mean something else unnoticed. That an API server takes the policy, a
 * cluster has to show (docs/proof.md).
 *
 * @throws Error for an expression that says more than that
 */
export function evaluateCel(expression: string, scope: Readonly<Record<string, unknown>>): unknown {
  const script = translate(expression);
  const strange =
    script
      .replace(/'[^']*'/g, '')
      .match(/[A-Za-z_]\w*/g)
      ?.filter((word) => !words.has(word)) ?? [];
  if (strange.length > 0) throw new Error(`The evaluation of CEL does not know: ${strange.join(', ')}`);
  return runInNewContext(script, structuredClone(scope), { timeout: 1000 });
}

const words: ReadonlySet<string> = new Set([
  // What JavaScript makes of it,
  ...['Object', 'RegExp', 'concat', 'every', 'keys', 'some', 'test', 'undefined'],
  // what both have,
  ...['map', 'startsWith'],
  // and what the policy speaks of.
  ...['object', 'params', 'variables', 'data', 'spec', 'c', 'key', 'image', 'images'],
  ...['containers', 'initContainers', 'ephemeralContainers', 'securityContext', 'runAsNonRoot'],
]);

function translate(expression: string): string {
  const lists = expression.split(/ \+\s+(?=\(has|object)/);
  if (lists.length > 1) return `[].concat(${lists.map(translate).join(', ')})`;
  return expression
    .replace(/has\(([\w.]+)\)/g, '($1 !== undefined)')
    .replace(/params\.data\.exists\((\w+), /g, 'Object.keys(params.data).some(($1) => ')
    .replace(/\.all\((\w+), /g, '.every(($1) => ')
    .replace(/\.map\((\w+), /g, '.map(($1) => ')
    .replace(/([\w.]+)\.matches\(('[^']*')\)/g, 'RegExp($2).test($1)');
}
