import type { Compiler } from 'webpack';

/**
 * Keeps out of the terminal that a browser went away before it had read a file, as it does when a page is reloaded quickly: the
 * development server reports that as an error of the file's stream.
 */
export class QuietAborts {
  apply(compiler: Compiler): void {
    compiler.hooks.infrastructureLog.tap('QuietAborts', (_logger, _type, args) =>
      // A result other than undefined is taken as "logged".
      args?.some(isPrematureClose) ? true : undefined,
    );
  }
}

const isPrematureClose = (logged: unknown): boolean =>
  logged instanceof Error && 'code' in logged && logged.code === 'ERR_STREAM_PREMATURE_CLOSE';
