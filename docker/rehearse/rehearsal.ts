import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTree } from './copy-tree.ts';
import { emptyLayer, type Layer } from './layer.ts';
import { performStep } from './perform-step.ts';
import { readDockerfile, type Stage } from './read-dockerfile.ts';

type BuildArguments = Readonly<Record<string, string>>;

/** Build contexts that stand for an image of ours, by the name that FROM has for them, as in bake.json. */
const ownImages: Readonly<Record<string, string>> = { 'gnar-base': 'base' };

/** Performs Dockerfiles without an engine; stages that several of them share are performed once. */
export class Rehearsal {
  readonly #stages = new Map<string, Promise<Layer>>();
  #folder: Promise<string> | undefined;
  #count = 0;

  /**
   * Performs COPY and RUN of docker/<name>.Dockerfile, stage by stage, each in a plain folder that stands for its root.
   * FROM an image gives an empty folder, so what is in the last one is what the image holds above its base; RUN is run in
   * the folder that stands for WORKDIR.
   */
  async build(name: string, given: BuildArguments = {}): Promise<Readonly<Layer>> {
    const stages = await readDockerfile(name);
    const last = stages.at(-1);
    if (last === undefined) throw new Error(`${name}.Dockerfile has no stage`);
    return this.#layerOf(last, stages, given);
  }

  /** Removes all that was built. */
  async remove(): Promise<void> {
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #layerOf(stage: Stage, stages: readonly Stage[], given: BuildArguments): Promise<Layer> {
    const key = JSON.stringify([stage, madeOf(stage, stages), relevant(stage, given)]);
    const layer = this.#stages.get(key) ?? this.#perform(stage, stages, given);
    this.#stages.set(key, layer);
    return layer;
  }

  async #perform(stage: Stage, stages: readonly Stage[], given: BuildArguments): Promise<Layer> {
    const layer = await this.#begin(stage.from, stages, given);
    const declared = {};
    const rootOf = async (name: string) => {
      const other = stages.find((each) => each.name === name);
      if (other === undefined) throw new Error(`COPY --from=${name}: there is no such stage`);
      return (await this.#layerOf(other, stages, given)).root;
    };
    for (const step of stage.steps) await performStep(step, layer, { given, declared, rootOf });
    return layer;
  }

  /** What FROM gives. */
  async #begin(from: string, stages: readonly Stage[], given: BuildArguments): Promise<Layer> {
    const root = await this.#emptyFolder();
    const below = stages.find(({ name }) => name === from);
    if (below) {
      const made = await this.#layerOf(below, stages, given);
      await copyTree(made.root, root, { shared: true });
      return { ...structuredClone(made), root };
    }
    const own = ownImages[from];
    if (own !== undefined) return { ...structuredClone(await this.build(own)), root };
    if (from.startsWith('node:')) await putOwnNode(root);
    return emptyLayer(root);
  }

  async #emptyFolder(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'gnar-rehearsal-'));
    const folder = join(await this.#folder, String((this.#count += 1)));
    await mkdir(folder);
    return folder;
  }
}

/** The stages before it: it can be made of these only. */
function madeOf(stage: Stage, stages: readonly Stage[]): readonly Stage[] {
  return stages.slice(0, stages.indexOf(stage));
}

/** Arguments make a stage differ when it, or one that it is made of, declares them. */
function relevant(stage: Stage, given: BuildArguments): (readonly [string, string | undefined])[] {
  return stage.steps.flatMap((step) => (step.kind === 'arg' ? [[step.name, given[step.name]] as const] : []));
}

/** The official image has node here; ours is the one that runs this. */
async function putOwnNode(root: string): Promise<void> {
  await mkdir(join(root, 'usr/local/bin'), { recursive: true });
  await symlink(process.execPath, join(root, 'usr/local/bin/node'));
}
