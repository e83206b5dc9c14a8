import type { Pipeline } from '../http/pipeline.ts';
import type { EveryPart } from './app-parts.ts';

/** Thrown at the start when something needs a part that is off; says how to switch it on. */
export class PartOffError extends Error {
  readonly code = 'part_off';

  constructor(part: string, how: string) {
    super(`This app has no ${part}: ${how}.`);
    this.name = 'PartOffError';
  }
}

/** @throws PartOffError for a route whose callers could not be checked */
export function assertPartsOfRoutes(pipeline: Pipeline, { peerTokens, sessions }: Partial<EveryPart>): void {
  const [peerRoute] = pipeline.peerRoutes;
  if (peerRoute !== undefined && peerTokens === undefined)
    throw new PartOffError('jwt', `${peerRoute} needs its secret to check who calls; remove noJwt`);
  const [route] = pipeline.protectedRoutes;
  if (route !== undefined && sessions === undefined)
    throw new PartOffError(
      'sessions',
      `${route} needs them; remove noDb and noJwt, or make the route public`,
    );
}
