import type { KubernetesObject } from './kubernetes-object.ts';
import type { Place } from './place.ts';
import type { Product } from './product.ts';

/** What is wrong, each problem with the name of its object; empty when nothing is. */
export type Check = (objects: readonly KubernetesObject[], place: Place, product: Product) => string[];

/** The problems of the rules that do not hold. */
export function broken(rules: readonly (readonly [holds: boolean, problem: string])[]): string[] {
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}
