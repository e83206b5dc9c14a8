import type { Operations } from '../operation.ts';

/** A fork's operations, by id. Upstream never changes this folder; the package exports this file's types and schemas. */
export const ownOperations = {} as const satisfies Operations;
