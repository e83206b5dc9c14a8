import { readFile } from 'node:fs/promises';
import {
  DockerfileParser,
  PropertyInstruction,
  type Copy,
  type Instruction,
  type ModifiableInstruction,
} from 'dockerfile-ast';
import { repository } from './repository.ts';

export interface Stage {
  /** What FROM names: an image, or an earlier stage. */
  readonly from: string;
  readonly name: string | undefined;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'workdir' | 'user'; readonly value: string }
  | { readonly kind: 'arg' | 'env'; readonly name: string; readonly value: string | undefined }
  | {
      readonly kind: 'copy';
      readonly from: string | undefined;
      readonly sources: string[];
      readonly to: string;
    }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'cmd' | 'entrypoint'; readonly words: string[] }
  | { readonly kind: 'other'; readonly keyword: string };

/** The stages of docker/<name>.Dockerfile. @throws for what the rehearsal does not know how to perform. */
export async function readDockerfile(name: string): Promise<Stage[]> {
  return parseStages(await readFile(repository(`docker/${name}.Dockerfile`), 'utf8'));
}

/** Variables stay as they are written: their values are known only when the steps are performed. */
export function parseStages(text: string): Stage[] {
  const stages: { from: string; name: string | undefined; steps: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const words = instruction.getArguments().map((argument) => argument.getValue());
    if (instruction.getKeyword() === 'FROM') {
      const [from = '', , name] = words;
      stages.push({ from, name, steps: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw new Error('The rehearsal knows no instruction before the first FROM.');
    stage.steps.push(...stepsOf(instruction, words));
  }
  return stages;
}

function stepsOf(instruction: Instruction, words: string[]): Step[] {
  const keyword = instruction.getKeyword();
  switch (keyword) {
    case 'WORKDIR':
      return [{ kind: 'workdir', value: words[0] ?? '/' }];
    case 'USER':
      return [{ kind: 'user', value: words[0] ?? '' }];
    case 'ARG':
      return words.map((word) => assignment('arg', word));
    case 'ENV':
      return environmentOf(instruction);
    case 'COPY':
      return [copyStep(instruction, words)];
    case 'RUN':
      return [{ kind: 'run', command: textAfterFlags(instruction) }];
    case 'CMD':
      return [{ kind: 'cmd', words: execForm(instruction) }];
    case 'ENTRYPOINT':
      return [{ kind: 'entrypoint', words: execForm(instruction) }];
    case 'LABEL':
    case 'EXPOSE':
    case 'HEALTHCHECK':
    case 'STOPSIGNAL':
      return [{ kind: 'other', keyword }];
    default:
      throw new Error(`The rehearsal does not know ${keyword}.`);
  }
}

function assignment(kind: 'arg' | 'env', word: string): Step {
  const at = word.indexOf('=');
  if (at === -1) return { kind, name: word, value: undefined };
  return { kind, name: word.slice(0, at), value: word.slice(at + 1).replace(/^"(.*)"$/, '$1') };
}

/** A value in quotes may hold spaces. */
function environmentOf(instruction: Instruction): Step[] {
  if (!(instruction instanceof PropertyInstruction)) throw new Error('ENV sets no variable.');
  return instruction
    .getProperties()
    .map((property) => ({ kind: 'env', name: property.getName(), value: property.getValue() ?? undefined }));
}

function copyStep(instruction: Instruction, words: string[]): Step {
  const from = hasFlags(instruction)
    ? instruction
        .getFlags()
        .find((flag) => flag.getName() === 'from')
        ?.getValue()
    : undefined;
  return { kind: 'copy', from: from ?? undefined, sources: words.slice(0, -1), to: words.at(-1) ?? '' };
}

function execForm(instruction: Instruction): string[] {
  const words: unknown = JSON.parse(instruction.getArgumentsContent() ?? '');
  if (!Array.isArray(words)) throw new Error(`${instruction.getKeyword()} is not in exec form.`);
  return words.map(String);
}

/** `--mount` says what the builder keeps between builds; the command is what follows. */
function textAfterFlags(instruction: Instruction): string {
  return instruction.getArgumentsContent() ?? '';
}

function hasFlags(instruction: Instruction): instruction is Copy & ModifiableInstruction {
  return 'getFlags' in instruction;
}
