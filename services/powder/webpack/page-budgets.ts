import { brotliCompressSync } from 'node:zlib';
import type { ChunkGroup, Compilation, Compiler, Module } from 'webpack';
import webpack from 'webpack';

interface Budgets {
  readonly page: number;
  readonly more: Readonly<Record<string, number>>;
}

const KIB = 1024;

/** How many packages a complaint names. */
const named = 8;

/** What a manifest loads lazily: a page, or the logic that comes with it. */
const isLoadedBy = (group: ChunkGroup, manifest: string, ending: RegExp): boolean =>
  group.origins.some(({ module, request }) => resourceOf(module) === manifest && ending.test(request));

const resourceOf = (module: Module | null | undefined): string =>
  module && 'resource' in module && typeof module.resource === 'string' ? module.resource : '';

/** Fails the build when a page outgrows its budget; the pages are those that the features' manifests name. */
export class PageBudgets {
  readonly #budgets: Budgets;
  /** Compressed bytes by file. */
  readonly #sizes = new Map<string, number>();

  constructor(budgets: Budgets) {
    this.#budgets = budgets;
  }

  apply(compiler: Compiler): void {
    compiler.hooks.thisCompilation.tap('PageBudgets', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_REPORT;
      compilation.hooks.processAssets.tap({ name: 'PageBudgets', stage }, () => this.#check(compilation));
    });
  }

  #check(compilation: Compilation): void {
    const groups = compilation.chunkGroups;
    const common = groups.filter(
      (group) => group.isInitial() || group.origins.some(({ request }) => request.endsWith('ui.en.ts')),
    );
    const checked = new Set<string>();
    for (const page of groups) {
      for (const { module, request } of page.origins) {
        const name = /([\w-]+-page)\.tsx$/.exec(request)?.[1];
        const manifest = resourceOf(module);
        if (name === undefined || checked.has(name) || !/[\\/]feature\.tsx?$/.test(manifest)) continue;
        checked.add(name);
        const logic = groups.filter((group) => isLoadedBy(group, manifest, /\.saga\.ts$/));
        this.#checkPage(compilation, name, [...common, page, ...logic]);
      }
    }
  }

  #checkPage(compilation: Compilation, name: string, groups: readonly ChunkGroup[]): void {
    const files = new Set(
      groups.flatMap((group) => group.getFiles()).filter((file) => /\.(js|css)$/.test(file)),
    );
    const size = [...files].reduce((sum, file) => sum + this.#sizeOf(compilation, file), 0) / KIB;
    const budget = this.#budgets.page + (this.#budgets.more[name] ?? 0);
    if (size <= budget) return;
    const message =
      `${name} weighs ${size.toFixed(1)} KiB compressed, its budget in services/powder/budgets.ts is ${budget}. ` +
      `What is in it, KiB before compression: ${heaviest(compilation, groups)}.`;
    compilation.errors.push(new webpack.WebpackError(message));
  }

  #sizeOf(compilation: Compilation, file: string): number {
    const known = this.#sizes.get(file);
    if (known !== undefined) return known;
    const source = compilation.getAsset(file)?.source.buffer();
    const size = source ? brotliCompressSync(source).length : 0;
    this.#sizes.set(file, size);
    return size;
  }
}

/** The largest packages, and files of ours, in some groups of chunks. */
function heaviest(compilation: Compilation, groups: readonly ChunkGroup[]): string {
  const sizes = new Map<string, number>();
  for (const chunk of new Set(groups.flatMap((group) => group.chunks))) {
    for (const module of compilation.chunkGraph.getChunkModulesIterable(chunk)) {
      // Modules that webpack has joined into one; its types do not name their class.
      const parts =
        'modules' in module && Array.isArray(module.modules) ? (module.modules as Module[]) : [module];
      for (const part of parts) {
        const path = resourceOf(part);
        const owner =
          /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path)?.[1] ??
          path.split(/[\\/]src[\\/]/).at(-1) ??
          '';
        sizes.set(owner, (sizes.get(owner) ?? 0) + part.size());
      }
    }
  }
  return [...sizes]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, named)
    .map(([owner, size]) => `${owner} ${Math.round(size / KIB)}`)
    .join(', ');
}
