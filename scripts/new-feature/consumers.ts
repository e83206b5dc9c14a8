import { posix } from 'node:path';
import ts from 'typescript';
import { parse, visit } from './cut.ts';
import type { Texts } from './texts.ts';

/**
 * Where kept files use what removed ones export through others, which lose it: `import type { Trip } from '@gnar/contract'`,
 * whose entry has `export * from './own/trips.ts'`.
 *
 * @returns files with the names that they use: `services/powder/src/map.ts (Trip)`
 */
export function consumers(kept: Texts, removed: Texts): string[] {
  const lost = lostNames(kept, removed);
  const all = new Set([...lost.values()].flat());
  return Object.entries(kept).flatMap(([file, text]) => {
    if (![...all].some((name) => text.includes(name))) return [];
    const uses = usesIn(parse(file, text), (specifier) => lost.get(resolved(file, specifier)) ?? []);
    return uses.length > 0 ? [`${file} (${[...new Set(uses)].join(', ')})`] : [];
  });
}

/** What each kept file no longer exports: of those that pass exports on, one to another up to the entry of their package. */
function lostNames(kept: Texts, removed: Texts): Map<string, string[]> {
  const lost = new Map<string, string[]>();
  const gone = new Map(Object.entries(removed).map(([file, text]) => [file, declared(parse(file, text))]));
  const passing = Object.entries(kept)
    .filter(([, text]) => /^export [^;]*\bfrom '/m.test(text))
    .map(([file, text]) => ({ file, source: parse(file, text) }));
  for (let [before, now] = [-1, 0]; now > before; [before, now] = [now, [...lost.values()].flat().length]) {
    for (const { file, source } of passing) {
      const names = source.statements
        .filter(ts.isExportDeclaration)
        .flatMap(({ moduleSpecifier, exportClause }) => {
          const target = resolved(file, moduleSpecifier);
          if (exportClause === undefined) return gone.get(target) ?? lost.get(target) ?? [];
          if (!gone.has(target)) return [];
          return ts.isNamedExports(exportClause)
            ? exportClause.elements.map(({ name }) => name.text)
            : [exportClause.name.text];
        });
      if (names.length > 0) lost.set(file, names);
    }
  }
  return lost;
}

/** The names that a file exports by declarations of its own. */
function declared(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (!ts.canHaveModifiers(statement)) return [];
    const isExport = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (isExport !== true) return [];
    const declarations = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations
      : [statement];
    return declarations.flatMap((each) => ('name' in each && each.name ? [each.name.getText()] : []));
  });
}

/** The path that a specifier leads to, with the entries of our packages: `@gnar/contract` is packages/contract/src/index.ts. */
function resolved(file: string, specifier: ts.Node | undefined): string {
  if (specifier === undefined || !ts.isStringLiteral(specifier)) return '';
  if (specifier.text.startsWith('.')) return posix.join(posix.dirname(file), specifier.text);
  const [, name = '', entry = 'index'] = /^@[^/]+\/([^/]+)(?:\/(.+))?$/.exec(specifier.text) ?? [];
  return `packages/${name}/src/${entry}.ts`;
}

function usesIn(
  source: ts.SourceFile,
  lostFrom: (specifier: ts.Node | undefined) => readonly string[],
): string[] {
  const uses: string[] = [];
  const namespaces = new Map<string, readonly string[]>();
  visit(source, (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const lost = lostFrom(node.moduleSpecifier);
      const clause = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
      if (clause && ts.isNamespaceImport(clause)) namespaces.set(clause.name.text, lost);
      const elements = clause && 'elements' in clause ? [...clause.elements] : [];
      const names = elements.map(({ name, propertyName }) => (propertyName ?? name).text);
      uses.push(...names.filter((name) => lost.includes(name)));
    }
    if (ts.isPropertyAccessExpression(node) || ts.isQualifiedName(node)) {
      const [left, right] = ts.isQualifiedName(node) ? [node.left, node.right] : [node.expression, node.name];
      if (namespaces.get(left.getText())?.includes(right.text)) uses.push(right.text);
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const name = node.qualifier?.getText() ?? '';
      if (lostFrom(node.argument.literal).includes(name)) uses.push(name);
    }
  });
  return uses;
}
