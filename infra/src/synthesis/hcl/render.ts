import { expression, identifier, reference } from './expression.ts';

type Block = Readonly<Record<string, unknown>>;

/** Which arguments of a resource, by their path (`rule.filter`), are blocks rather than attributes. */
export type BlockPaths = ReadonlySet<string>;

/** Arguments that Terraform itself reads: they name things, without quotes. */
const NAMING = new Set([
  'provider',
  'depends_on',
  'lifecycle.ignore_changes',
  'lifecycle.replace_triggered_by',
]);
const METADATA = '//';

/**
 * A stack's JSON in Terraform's own language, unformatted. The JSON says what; which of it are blocks only the provider's
 * schema knows.
 * @param blocksOf the block arguments of a resource, data source or provider, by its type.
 */
export function renderHcl(document: unknown, blocksOf: (type: string) => BlockPaths): string {
  const { terraform, provider, resource, data, ephemeral, output, ...unknown } = asBlock(document);
  const strangers = Object.keys(unknown).filter((key) => key !== METADATA);
  if (strangers.length > 0) throw new Error(`HCL is not written for: ${strangers.join(', ')}`);
  return [
    renderTerraform(asBlock(terraform)),
    ...entries(provider).flatMap(([name, instances]) =>
      asList(instances).map((instance) => block(['provider', name], instance, blocksOf(`provider.${name}`))),
    ),
    ...labelled('ephemeral', ephemeral, () => new Set()),
    ...labelled('data', data, (type) => blocksOf(`data.${type}`)),
    ...labelled('resource', resource, blocksOf),
    ...entries(output).map(([name, body]) => block(['output', name], body, new Set())),
  ].join('\n\n');
}

function renderTerraform({ required_providers: providers, backend, ...settings }: Block): string {
  const inner = [
    body(settings, new Set(), ''),
    block(['required_providers'], providers, new Set()),
    ...entries(backend).map(([kind, options]) => block(['backend', kind], options, new Set())),
  ];
  return `terraform {\n${inner.filter(Boolean).join('\n\n')}\n}`;
}

function labelled(keyword: string, types: unknown, blocksOf: (type: string) => BlockPaths): string[] {
  return entries(types).flatMap(([type, byName]) =>
    entries(byName).map(([name, arguments_]) => block([keyword, type, name], arguments_, blocksOf(type))),
  );
}

function block(
  [keyword, ...labels]: readonly string[],
  content: unknown,
  blocks: BlockPaths,
  path = '',
): string {
  const head = [keyword, ...labels.map((label) => JSON.stringify(label))].join(' ');
  const inner = body(asBlock(content), blocks, path);
  return inner === '' ? `${head} {}` : `${head} {\n${inner}\n}`;
}

/** Attributes first, then the blocks, each apart, as people write them. */
function body(content: Block, blocks: BlockPaths, path: string): string {
  const pathOf = (name: string) => (path === '' ? name : `${path}.${name}`);
  const isBlock = (name: string) => blocks.has(pathOf(name)) || pathOf(name) === 'lifecycle';
  const arguments_ = entries(content).filter(([name]) => name !== METADATA);
  const attributes = arguments_
    .filter(([name]) => !isBlock(name))
    .map(([name, value]) => {
      const write = NAMING.has(pathOf(name)) ? reference : expression;
      return `${identifier(name)} = ${write(value)}`;
    });
  const nested = arguments_
    .filter(([name]) => isBlock(name))
    .flatMap(([name, value]) => asList(value).map((one) => block([name], one, blocks, pathOf(name))));
  return [attributes.join('\n'), ...nested].filter(Boolean).join('\n\n');
}

const entries = (value: unknown): [string, unknown][] => Object.entries(asBlock(value));

function asBlock(value: unknown): Block {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) throw new Error(`not a block: ${JSON.stringify(value)}`);
  return { ...value };
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
