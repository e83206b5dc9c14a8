import { ConfigError } from '../config/config-error.ts';
import type { AppLogs } from '../logging/logger.ts';

interface RunningApp {
  start(): Promise<unknown>;
  stop(): Promise<void>;
  /** Undefined before they exist: until then, what ends the process is told on stderr. */
  logs(): AppLogs | undefined;
}

/**
 * Runs an app as this process: SIGTERM and SIGINT stop it in order and a second one forces; what is not caught is
 * logged and ends it with code 1; an environment that is not complete is listed on stderr.
 */
export async function runProcess(app: RunningApp): Promise<void> {
  let stopping = false;
  const end = async (code: number): Promise<never> => {
    await app.logs()?.flush();
    return process.exit(code);
  };
  const fatal = (error: unknown, message: string): void => {
    const logs = app.logs();
    if (logs === undefined) process.stderr.write(`${message}: ${String(error)}\n`);
    else logs.log.fatal({ err: error }, message);
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
        fatal(error, 'the stop failed');
        return end(1);
      },
    );
  };
  // What was told there about the end of the process must not end it in another way.
  process.stderr.on('error', () => undefined);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('uncaughtException', (error) => {
    fatal(error, 'uncaught exception');
    void end(1);
  });
  process.on('unhandledRejection', (error) => {
    fatal(error, 'unhandled rejection');
    void end(1);
  });
  try {
    await app.start();
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else fatal(error, 'the start failed');
    await end(1);
  }
}
