import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '../..');
const inRepository = (file) => relative(root, file).split(sep).join(posix.sep);

/** Workspace packages by name: where `@gnar/gear` lies. */
const packages = new Map(
  ['packages', 'services'].flatMap((parent) =>
    readdirSync(join(root, parent)).flatMap((name) => {
      const manifest = join(root, parent, name, 'package.json');
      return existsSync(manifest)
        ? [[JSON.parse(readFileSync(manifest, 'utf8')).name, `${parent}/${name}`]]
        : [];
    }),
  ),
);

/**
 * What a specifier leads to: a path in the repository for a relative one, `packages/gear/@http` for the subpath
 * `@gnar/gear/http`, and the specifier itself for what is installed.
 */
function targetOf(specifier, file) {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  const [, name, subpath] = /^((?:@[^/]+\/)?[^/]+)\/?(.*)$/.exec(specifier) ?? [];
  return packages.has(name) ? `${packages.get(name)}/@${subpath}` : specifier;
}

/** `*` is a part of a path, `**` any path, `<name>` a part that `to` and `notTo` can repeat, `{a,b}` either one. */
function expressionOf(glob, captured = {}) {
  const source = glob
    .replaceAll(/[.+^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\{([^}]*)\}/g, (_, names) => `(?:${names.replaceAll(',', '|')})`)
    .replaceAll(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]*'))
    .replaceAll(/<(\w+)>/g, (_, name) => captured[name] ?? `(?<${name}>[^/]+)`);
  return new RegExp(`^${source}$`);
}

const matches = (globs = [], path, captured = {}) =>
  globs.some((glob) => expressionOf(glob, captured).test(path));

/** The walls round one file, with what their `from` captured of its path. */
function wallsRound(file, walls) {
  return walls.flatMap((wall) => {
    const match = wall.from.map((glob) => expressionOf(glob).exec(file)).find(Boolean);
    return match && !matches(wall.notFrom, file) ? [{ ...wall, captured: match.groups }] : [];
  });
}

/** Calls `check` for everything that a file imports or exports again, be it a type. */
function visitImports(check) {
  const visit = (node) => {
    const specifier = (node.source ?? node.argument?.literal)?.value;
    if (typeof specifier === 'string') check(node, specifier);
  };
  return {
    ImportDeclaration: visit,
    ImportExpression: visit,
    ExportAllDeclaration: visit,
    ExportNamedDeclaration: visit,
    TSImportType: visit,
  };
}

const isTypeOnly = ({ type, importKind, exportKind, specifiers = [] }) =>
  type === 'TSImportType' ||
  importKind === 'type' ||
  exportKind === 'type' ||
  (specifiers.length > 0 && specifiers.every((each) => (each.importKind ?? each.exportKind) === 'type'));

const walls = {
  meta: {
    type: 'problem',
    docs: { description: 'Keeps imports to the arrows in walls.mjs.' },
    schema: [{ type: 'array', items: { type: 'object' } }],
    messages: { wall: '{{file}} must not import {{target}}. {{because}}' },
  },
  create(context) {
    const file = inRepository(context.filename);
    const round = wallsRound(file, context.options[0]);
    return visitImports((node, specifier) => {
      const target = targetOf(specifier, file);
      const wall = round.find(
        ({ to, notTo, captured, valuesOnly }) =>
          matches(to, target, captured) &&
          !matches(notTo, target, captured) &&
          !(valuesOnly && isTypeOnly(node)),
      );
      if (wall) context.report({ node, messageId: 'wall', data: { file, target, because: wall.because } });
    });
  },
};

/** Relative imports of a file as it is on disk, types too; read again when the file changed. */
const known = new Map();
function importsOf(file) {
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return [];
  if (known.get(file)?.changed !== changed) known.set(file, { changed, imports: readImports(file) });
  return known.get(file).imports;
}

function readImports(file) {
  return ts
    .preProcessFile(readFileSync(file, 'utf8'), true, false)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => resolve(dirname(file), specifier));
}

/** The files from `start` back to `end`, or undefined; `innocent` gathers what does not lead there. */
function wayBack(start, end, innocent) {
  if (start === end) return [end];
  if (innocent.has(start)) return undefined;
  innocent.add(start);
  for (const next of importsOf(start)) {
    const rest = wayBack(next, end, innocent);
    if (rest) return [start, ...rest];
  }
  return undefined;
}

const noCycle = {
  meta: {
    type: 'problem',
    docs: { description: 'Reports import cycles, also those of types only.' },
    schema: [],
    messages: { cycle: 'Import cycle: {{files}}. Move what they share into a file of its own.' },
  },
  create(context) {
    const file = context.filename;
    const innocent = new Set();
    return visitImports((node, specifier) => {
      if (!specifier.startsWith('.')) return;
      const way = wayBack(resolve(dirname(file), specifier), file, innocent);
      if (!way) return;
      const files = [file, ...way].map(inRepository).join(' → ');
      context.report({ node, messageId: 'cycle', data: { files } });
    });
  },
};

export const gnar = { rules: { walls, 'no-cycle': noCycle } };
