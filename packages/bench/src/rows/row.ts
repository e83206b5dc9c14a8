import type { World } from '../product/world.ts';
import type { Figure } from '../report/figure.ts';

/** A group of figures that are measured together. */
export interface Row {
  readonly name: string;
  readonly about: string;
  /** Too long for the default run. */
  readonly isLong?: boolean;
  readonly measure: (world: World) => Promise<readonly Figure[]>;
}
