import type { System } from '../system/system.types.ts';
import type { People } from './people.ts';

export interface Check {
  /** Number of the promise in docs/security.md. */
  readonly promise: number;
  /** What must hold, as a sentence. */
  readonly claim: string;
  readonly holds: boolean;
  readonly measured: string;
}

/** The parameters of an attack. */
export interface Stage {
  readonly system: System;
  readonly people: People;
  /** Records whether a promise held, with the measurement. */
  readonly check: (promise: number, claim: string, holds: boolean, measured: string | number) => void;
  /** Records why something was not tried. */
  readonly skip: (why: string) => void;
}

export interface Attack {
  readonly name: string;
  /** One sentence for the documentation. */
  readonly does: string;
  readonly promises: readonly number[];
  /** Without it: three minutes. */
  readonly limitMs?: number;
  run(stage: Stage): Promise<void>;
}
