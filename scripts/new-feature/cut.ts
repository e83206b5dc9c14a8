import ts from 'typescript';

/** From and to, in characters of the file. */
export type Range = readonly [number, number];

export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => visit(child, look));
}

/** An entry of a list, with the comment before it and the comma after it. */
export function rangeOfEntry(entry: ts.Node): Range {
  const { text } = entry.getSourceFile();
  const comma = /^\s*,/.exec(text.slice(entry.end))?.[0] ?? '';
  return [entry.getFullStart(), entry.end + comma.length];
}

/** A statement with its line. */
export function rangeOfStatement(statement: ts.Node): Range {
  const { text } = statement.getSourceFile();
  return [statement.getStart(), statement.end + (text[statement.end] === '\n' ? 1 : 0)];
}

export function cut(text: string, ranges: readonly Range[]): string {
  return ranges
    .toSorted(([a], [b]) => b - a)
    .reduce((rest, [from, to]) => rest.slice(0, from) + rest.slice(to), text);
}
