import { DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';

/** The instructions of one stage, its FROM first. */
type StageInstructions = readonly Instruction[];

interface ParsedDockerfile {
  readonly text: string;
  readonly all: readonly Instruction[];
  readonly stages: readonly StageInstructions[];
  readonly last: StageInstructions;
}

/** What a build context of ours stands for: the image of base.Dockerfile, which bake and compose hand in. */
const ownImages = ['gnar-base'];

const labels = ['title', 'source', 'licenses', 'revision', 'version'].map(
  (name) => `org.opencontainers.image.${name}=`,
);

const secretName = /SECRET|PASSWORD|TOKEN|CREDENTIAL|PRIVATE|KEY/;

const argumentsOf = (instruction: Instruction) =>
  instruction.getArguments().map((argument) => argument.getValue());
const content = (instruction: Instruction | undefined) => instruction?.getArgumentsContent() ?? '';
const of = (instructions: readonly Instruction[], ...keywords: string[]) =>
  instructions.filter((instruction) => keywords.includes(instruction.getKeyword()));

/** Rule → the places where a Dockerfile breaks it. */
const rules: Readonly<Record<string, (file: ParsedDockerfile) => readonly string[]>> = {
  'is valid': ({ text }) =>
    validate(text).map(({ message }) => (typeof message === 'string' ? message : message.value)),

  'builds in several stages': ({ stages }) => (stages.length > 1 ? [] : ['one stage']),

  'pins every image by an exact tag and a digest': ({ all }) => {
    const names = of(all, 'FROM').flatMap((from) => (isFrom(from) ? [from.getBuildStage() ?? ''] : []));
    const known = (image: string) => names.includes(image) || ownImages.includes(image);
    return of(all, 'FROM')
      .map((from) => argumentsOf(from)[0] ?? '')
      .filter((image) => !known(image) && !isPinned(image));
  },

  'copies from stages only': ({ all }) => {
    const names = of(all, 'FROM').flatMap((from) => argumentsOf(from)[2] ?? []);
    return of(all, 'COPY')
      .map((copy) => /--from=(\S+)/.exec(copy.getTextContent())?.[1])
      .filter((from): from is string => from !== undefined && !names.includes(from));
  },

  'copies what it names, not the whole context': ({ all }) =>
    of(all, 'COPY')
      .filter((copy) => !copy.getTextContent().includes('--from=') && argumentsOf(copy)[0] === '.')
      .map(content),

  'adds nothing from the network': ({ all }) => [
    ...of(all, 'ADD').map(content),
    ...of(all, 'RUN')
      .map(content)
      .filter((command) => /\b(?:curl|wget)\b/.test(command)),
  ],

  'installs from the lock file, and runs no scripts of packages': ({ all }) =>
    of(all, 'RUN')
      .map(content)
      .filter((command) => /\bnpm (?:i|install|add|update)\b/.test(command) || isLooseInstall(command)),

  'keeps no secret in ARG or ENV': ({ all }) =>
    of(all, 'ARG', 'ENV')
      .flatMap(argumentsOf)
      .map((assignment) => assignment.split('=')[0] ?? '')
      .filter((name) => secretName.test(name)),

  'ends as a user who is not root': ({ last }) => {
    const user = content(of(last, 'USER').at(-1));
    const after = last.slice(last.findLastIndex((instruction) => instruction.getKeyword() === 'USER'));
    const rooted = of(after, 'RUN', 'COPY').map(content);
    return /^[1-9]\d{3,}:[1-9]\d{3,}$/.test(user) ? rooted : [user || 'no USER'];
  },

  'starts its program itself, so that signals reach it': ({ last }) => {
    const starts = of(last, 'CMD', 'ENTRYPOINT');
    const bad = starts.map(content).filter((text) => !isExecForm(text) || /"-c", ?"[^"]* /.test(text));
    return starts.length === 0 ? ['neither CMD nor ENTRYPOINT'] : bad;
  },

  'says what it is, where it comes from, and where its SBOM is': ({ last }) => {
    const text = of(last, 'LABEL').map(content).join(' ');
    return [...labels, 'dev.project-gnar.sbom='].filter((label) => !text.includes(label));
  },
};

export const dockerfileRules = Object.keys(rules);

/** The rules that a Dockerfile breaks, each with where: `rule: place`. */
export function lintDockerfile(text: string): string[] {
  const all = DockerfileParser.parse(text).getInstructions();
  const starts = all.flatMap((instruction, index) => (instruction.getKeyword() === 'FROM' ? [index] : []));
  const stages = starts.map((start, index) => all.slice(start, starts[index + 1]));
  const parsed: ParsedDockerfile = { text, all, stages, last: stages.at(-1) ?? [] };
  return Object.entries(rules).flatMap(([rule, breaks]) =>
    breaks(parsed).map((place) => `${rule}: ${place}`),
  );
}

function isFrom(instruction: Instruction): instruction is From {
  return instruction.getKeyword() === 'FROM';
}

/** `nonroot` is how distroless names what is no version: there the digest says which. */
function isPinned(image: string): boolean {
  return /^[\w./-]+:(?:v?\d+\.\d+\.\d+[\w.-]*|nonroot)@sha256:[0-9a-f]{64}$/.test(image);
}

function isLooseInstall(command: string): boolean {
  return /\bnpm ci\b/.test(command) && !command.includes('--ignore-scripts');
}

function isExecForm(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
