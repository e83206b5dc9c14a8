import type { KubernetesObject } from './kubernetes-object.ts';
import type { Place } from './place.ts';

/** What is wrong, in words that name the object; empty when all is well. */
export type Check = (objects: readonly KubernetesObject[], place: Place) => string[];

/** The sentences whose condition is broken. */
export function broken(rules: readonly (readonly [holds: boolean, problem: string])[]): string[] {
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}
