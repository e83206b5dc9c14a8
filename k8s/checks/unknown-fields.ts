import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { nameOf, type KubernetesObject } from './kubernetes-object.ts';
import { moduleOf } from './models.ts';

const file = fileURLToPath(new URL('./rendered-objects.virtual.ts', import.meta.url));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2024.d.ts'],
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

/**
 * Fields that Kubernetes does not know. The compiler is asked: each object is a literal of its kind's type, and a literal may
 * have no field beyond its type. kubernetes-models lets such fields pass, and so does `kubectl kustomize`.
 *
 * @returns what is wrong with each object, in their order
 */
export function unknownFields(objects: readonly KubernetesObject[]): string[][] {
  const { text, starts } = source(objects);
  const host = ts.createCompilerHost(options);
  const real = { ...host };
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2024)
      : real.getSourceFile(name, ...rest);
  host.fileExists = (name) => name === file || real.fileExists(name);
  host.readFile = (name) => (name === file ? text : real.readFile(name));
  const program = ts.createProgram([file], options, host);
  const problems = objects.map((): string[] => []);
  const written = program.getSourceFile(file);
  const diagnostics = [
    ...program.getSyntacticDiagnostics(written),
    ...program.getSemanticDiagnostics(written),
  ];
  for (const { start = 0, messageText } of diagnostics) {
    const index = starts.findLastIndex((begin) => begin <= start);
    const object = objects[index];
    const message = ts.flattenDiagnosticMessageText(messageText, ' ');
    if (object === undefined) throw new Error(message);
    problems[index]?.push(`${nameOf(object)}: ${message}`);
  }
  return problems;
}

/** One declaration to an object, and where each begins. */
function source(objects: readonly KubernetesObject[]): { text: string; starts: number[] } {
  let text = '';
  const starts: number[] = [];
  for (const [index, object] of objects.entries()) {
    starts.push(text.length);
    const type = `import('${moduleOf(object)}').I${object.kind}`;
    text += `export const object${index}: ${type} = ${JSON.stringify(object, null, 1)};\n`;
  }
  return { text, starts };
}
