import { ConfigError } from '../config/config-error.ts';

interface RunningApp {
  start(): Promise<unknown>;
  stop(): Promise<void>;
  /** Tells of what ends the process; before the logs exist it goes to stderr. */
  fatal(error: unknown, message: string): void;
  /** Writes the log lines that are waiting; returns in bounded time. */
  flush(): Promise<void>;
}

/**
 * Runs an app as this process: SIGTERM and SIGINT stop it in order and a second one forces; what nobody caught is
 * logged and ends it with code 1; an environment that is not complete is listed on stderr.
 */
export async function runProcess(app: RunningApp): Promise<void> {
  let stopping = false;
  const end = async (code: number): Promise<never> => {
    await app.flush();
    return process.exit(code);
  };
  const stop = (): void => {
    if (stopping) {
      void end(1);
      return;
    }
    stopping = true;
    void app.stop().then(
      () => end(0),
      (error: unknown) => {
        app.fatal(error, 'the stop failed');
        return end(1);
      },
    );
  };
  // What was told there about the end of the process must not end it in another way.
  process.stderr.on('error', () => undefined);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('uncaughtException', (error) => {
    app.fatal(error, 'uncaught exception');
    void end(1);
  });
  process.on('unhandledRejection', (error) => {
    app.fatal(error, 'unhandled rejection');
    void end(1);
  });
  try {
    await app.start();
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else app.fatal(error, 'the start failed');
    await end(1);
  }
}
