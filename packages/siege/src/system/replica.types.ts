import type { FaultProxy } from '@gnar/lodge/testing';

/** `piste-1`, `piste-2`, a service of services.ts that is there once, `edge`, or a data store. */
export type ComponentName = string;

/** The ways from one service to its data stores. */
export interface Ways {
  readonly postgres: FaultProxy;
  readonly redis: FaultProxy;
}

export interface Replica {
  readonly name: ComponentName;
  readonly port: number;
  readonly healthPort: number;
  readonly url: string;
  readonly healthUrl: string;
  readonly ways: Ways;
}
