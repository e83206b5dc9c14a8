import type { Resource, Synthesised } from '../synthesised.ts';

/** One promise about everything that is synthesised (docs/security, 44). */
export interface Protection {
  readonly promise: string;
  /** The addresses that break it, each with what is wrong where the address does not say it. */
  readonly violations: (synthesised: Synthesised) => readonly string[];
}

type Arguments = Resource['arguments'];

/** Every resource of the types holds what is expected of its arguments. */
export function every(
  promise: string,
  types: string | readonly string[],
  holds: (arguments_: Arguments, resource: Resource, synthesised: Synthesised) => boolean,
): Protection {
  return {
    promise,
    violations: (synthesised) =>
      [types]
        .flat()
        .flatMap((type) => synthesised.all(type))
        .filter((resource) => !holds(resource.arguments, resource, synthesised))
        .map(({ address }) => address),
  };
}

/** Every resource of a type has a companion that names it, such as the policy of a bucket, and the companion holds. */
export function accompanied(
  promise: string,
  type: string,
  companion: {
    readonly type: string;
    readonly by: string;
    readonly holds: (arguments_: Arguments) => boolean;
  },
): Protection {
  return every(promise, type, (_arguments, resource, synthesised) =>
    synthesised
      .all(companion.type)
      .some(
        (candidate) =>
          synthesised.follow(candidate.stack, candidate.arguments[companion.by])?.resource === resource &&
          companion.holds(candidate.arguments),
      ),
  );
}

/** There is no such resource at all. */
export const none = (promise: string, types: readonly string[]): Protection =>
  every(promise, types, () => false);
