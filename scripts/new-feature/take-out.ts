import { posix } from 'node:path';
import ts from 'typescript';
import { cut, parse, rangeOfEntry, rangeOfStatement, visit, type Range } from './cut.ts';

/** A file without what it imported from removed ones; or the names that stand elsewhere than in a list. */
export type Taken = { readonly text: string } | { readonly uses: readonly string[] };

/**
 * Takes the lines of a feature out of a list: its import, and the entries of arrays and objects that are made of nothing but
 * what was imported (`trips`, `...tripsOperations`, `...tripsBudgets(config)`).
 */
export function takeOut(file: string, text: string, isRemoved: (path: string) => boolean): Taken {
  const source = parse(file, text);
  const leads = (specifier: ts.Node | undefined) =>
    specifier !== undefined &&
    ts.isStringLiteral(specifier) &&
    specifier.text.startsWith('.') &&
    isRemoved(posix.join(posix.dirname(file), specifier.text));
  const imports = source.statements.filter(
    (statement): statement is ts.ImportDeclaration | ts.ExportDeclaration =>
      (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
      leads(statement.moduleSpecifier),
  );
  const names = new Set(imports.flatMap(namesOf));
  const ranges: Range[] = imports.map(rangeOfStatement);
  const uses = new Set<string>();
  visit(source, (node) => {
    if (ts.isCallExpression(node) && leads(node.arguments[0])) uses.add(node.getText());
    if (!ts.isIdentifier(node) || !names.has(node.text) || isOnlyAName(node)) return;
    const entry = entryOf(node);
    if (entry === undefined) uses.add(node.text);
    else ranges.push(rangeOfEntry(entry));
  });
  return uses.size > 0 ? { uses: [...uses] } : { text: cut(text, ranges) };
}

function namesOf(statement: ts.ImportDeclaration | ts.ExportDeclaration): string[] {
  if (ts.isExportDeclaration(statement)) return [];
  const { name, namedBindings } = statement.importClause ?? {};
  const named = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [namedBindings];
  return [name?.text, ...named.map((each) => each?.name.text)].filter((each) => each !== undefined);
}

/** Part of the import itself, or the name of a member: `x.trips`, `{ trips: 1 }`. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent) ||
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node)
  );
}

function entryOf(node: ts.Identifier): ts.Node | undefined {
  let entry: ts.Node = node;
  if (ts.isCallExpression(entry.parent) && entry.parent.expression === entry) entry = entry.parent;
  if (ts.isSpreadElement(entry.parent) || ts.isSpreadAssignment(entry.parent)) entry = entry.parent;
  if (ts.isShorthandPropertyAssignment(entry.parent)) entry = entry.parent;
  const { parent } = entry;
  return ts.isArrayLiteralExpression(parent) || ts.isObjectLiteralExpression(parent) ? entry : undefined;
}
