import type { FailedModule } from '../blueprint/discover-blueprints.ts';

/** A module of the service that does not load. In development it is what requests are answered with until it does. */
export class LoadFailure extends Error {
  readonly code = 'load_failure';

  constructor(failed: readonly FailedModule[]) {
    super(`These modules do not load: ${failed.map(({ file }) => file).join(', ')}`);
    this.name = 'LoadFailure';
    this.stack = failed.map(({ file, error }) => `${file}\n${stackText(error)}`).join('\n\n');
  }
}

function stackText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
