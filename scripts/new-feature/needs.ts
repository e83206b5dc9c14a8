import ts from 'typescript';
import { cut, parse, rangeOfEntry, visit, type Range } from './cut.ts';

/** What a service no longer needs: entries of `peers`, `queues` and `paths` in its entry of services.ts. */
export interface Needless {
  readonly service: string;
  /** Names of peers, settings of queues, public paths. */
  readonly words: readonly string[];
}

/**
 * Those of the words that the removed sources name (`'lift'`, `'/trips'`, `TRIPS_QUEUE_NAME:`) and no other source does, nor a path
 * below one.
 */
export function orphans(words: readonly string[], removed: string, kept: string): string[] {
  return words.filter((word) => {
    const names = (text: string, ...spelt: readonly string[]) => spelt.some((each) => text.includes(each));
    const whole = [`'${word}'`, `${word}:`];
    return names(removed, ...whole) && !names(kept, ...whole, `'${word}/`);
  });
}

/** Lists of an entry, by what stands in them. */
type List = 'peers' | 'queues' | 'paths';

/** services.ts, or own/services.ts, without them, in these lists. A list that becomes empty goes as a whole. */
export function withoutNeeds(
  file: string,
  text: string,
  { service, words }: Needless,
  lists: readonly List[] = ['peers', 'queues', 'paths'],
): string {
  const ranges: Range[] = [];
  visit(parse(file, text), (node) => {
    if (!ts.isPropertyAssignment(node) || !ts.isArrayLiteralExpression(node.initializer)) return;
    if (!lists.some((list) => list === node.name.getText()) || serviceOf(node) !== service) return;
    const { elements } = node.initializer;
    const needless = elements.filter((element) => wordsOf(element).some((word) => words.includes(word)));
    if (needless.length === elements.length) ranges.push(rangeOfEntry(node));
    else ranges.push(...needless.map(rangeOfEntry));
  });
  return cut(text, ranges);
}

/** The name of the entry round a list. */
function serviceOf(node: ts.Node): string | undefined {
  if (ts.isObjectLiteralExpression(node)) {
    const name = node.properties.find((property) => property.name?.getText() === 'name');
    if (name && ts.isPropertyAssignment(name) && ts.isStringLiteral(name.initializer))
      return name.initializer.text;
  }
  return ts.isSourceFile(node) ? undefined : serviceOf(node.parent);
}

/** `'/user'`, and of `{ path: '/user', stream: true }` its values. */
function wordsOf(element: ts.Node): string[] {
  const words: string[] = [];
  visit(element, (node) => {
    if (ts.isStringLiteral(node)) words.push(node.text);
  });
  return words;
}
