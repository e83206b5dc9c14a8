import type { Layer } from './layer.ts';
import { Rehearsal } from './rehearsal.ts';

export interface RehearsedImages {
  readonly piste: Readonly<Layer>;
  readonly offPiste: Readonly<Layer>;
  readonly lodge: Readonly<Layer>;
  readonly powder: Readonly<Layer>;
  remove(): Promise<void>;
}

/** Every image that is built from this repository's code, but for the base that they stand on. */
export async function rehearseImages(): Promise<RehearsedImages> {
  const rehearsal = new Rehearsal();
  const [piste, offPiste, lodge, powder] = await Promise.all([
    rehearsal.build('service', { SERVICE: 'piste' }),
    rehearsal.build('service', { SERVICE: 'off-piste' }),
    rehearsal.build('lodge'),
    rehearsal.build('web'),
  ]);
  return { piste, offPiste, lodge, powder, remove: () => rehearsal.remove() };
}
