import { services } from '../../services.ts';
import type { Layer } from './layer.ts';
import { Rehearsal } from './rehearsal.ts';

export interface RehearsedImages {
  /** By its name in bake.json; the base is not among them. @throws for one that was not built */
  of(name: string): Readonly<Layer>;
  readonly names: readonly string[];
  remove(): Promise<void>;
}

/** Every image that is built from this repository's code, but for the base that they stand on. */
export async function rehearseImages(): Promise<RehearsedImages> {
  const rehearsal = new Rehearsal();
  const built = await Promise.all([
    ...services.map(async ({ name, kind, image }) => {
      const layer = await rehearsal.build(kind === 'node' ? 'service' : 'web', { SERVICE: name });
      return [image, layer] as const;
    }),
    rehearsal.build('lodge').then((layer) => ['lodge', layer] as const),
  ]);
  const layers = new Map(built);
  return {
    of: (name) => {
      const layer = layers.get(name);
      if (layer === undefined)
        throw new Error(`There is no image "${name}", only ${[...layers.keys()].join(', ')}`);
      return layer;
    },
    names: [...layers.keys()],
    remove: () => rehearsal.remove(),
  };
}
