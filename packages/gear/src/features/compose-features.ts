import type { Composition } from '../app/app-options.ts';
import type { Blueprint } from '../http/define-blueprint.ts';

/** What a feature adds to a service. */
export interface Feature extends Readonly<Pick<Composition, 'jobs' | 'schedules' | 'queues'>> {
  readonly blueprint?: Blueprint;
}

/**
 * What `compose` returns for a list of features. A service none of whose features has jobs or schedules works on none.
 *
 * @throws Error for a kind of jobs that two features handle: one of the two would never run
 */
export function composeFeatures(features: readonly Feature[]): Composition {
  const jobs = features.flatMap((feature) => Object.entries(feature.jobs ?? {}));
  const schedules = features.flatMap((feature) => feature.schedules ?? []);
  const twice = jobs.find(([kind], index) => jobs.findIndex(([other]) => other === kind) < index);
  if (twice !== undefined) throw new Error(`Two features handle jobs of the kind "${twice[0]}".`);
  return {
    blueprints: features.flatMap(({ blueprint = [] }) => blueprint),
    queues: features.flatMap(({ queues = [] }) => queues),
    ...(jobs.length + schedules.length > 0 && { jobs: Object.fromEntries(jobs), schedules }),
  };
}
