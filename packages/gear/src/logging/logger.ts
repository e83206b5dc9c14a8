import { type Logger, type LoggerOptions, pino } from 'pino';
import { redactFields, redactText, serializeError } from './redact.ts';
import { type LogDestination, StandardOutput } from './standard-output.ts';

export type { LogDestination, Logger };

export interface LoggerSettings {
  /** Name of the app, on every line. */
  name: string;
  level: string;
  /** For people at a terminal instead of JSON lines. */
  pretty: boolean;
  /** Further fields of each line, asked for when it is written: the request and trace that it belongs to. */
  fields: () => Readonly<Record<string, string>>;
  /** Default: standard output. */
  destination: LogDestination | undefined;
}

/** The logs of one app. */
export interface AppLogs {
  /** For every line but that of a request: fields of secret names, email addresses and tokens are redacted. */
  log: Logger;
  /** For the one line per request, whose fields are chosen here and need no redaction on the hot path. */
  requestLog: Logger;
  /** Writes what is buffered, before the process ends; a reader that stands still holds it up for a second at most. */
  flush(): Promise<void>;
}

/** For so long a process that ends waits for the reader of its log. */
const flushTimeoutMs = 1_000;

/** JSON lines on standard output, or lines for people. */
export async function createLogs(settings: LoggerSettings): Promise<AppLogs> {
  if (settings.destination !== undefined) return logsTo(settings.destination, settings);
  const output = new StandardOutput(process.stdout, (lines) =>
    logs.log.warn(`${lines} log lines were dropped because standard output was not read`),
  );
  const logs: AppLogs = {
    ...logsTo(settings.pretty ? await prettyLines(output) : output, settings),
    flush: () => output.flush(flushTimeoutMs),
  };
  return logs;
}

function logsTo(stream: LogDestination, { name, level, fields }: LoggerSettings): AppLogs {
  const options: LoggerOptions = {
    level,
    base: { app: name },
    mixin: fields,
    // pino's own strategy writes into what the mixin returns; a line to which nothing is added needs no copy.
    mixinMergeStrategy: (line, added) => (Object.keys(added).length === 0 ? line : { ...added, ...line }),
    timestamp: createTimestamp(),
    serializers: { err: serializeError },
  };
  return {
    log: pino(
      {
        ...options,
        formatters: { log: (fields) => redactFields(fields) },
        hooks: { streamWrite: redactText },
      },
      stream,
    ),
    requestLog: pino(options, stream),
    flush: () => Promise.resolve(),
  };
}

// ISO 8601 in UTC; many lines fall into one millisecond, and its text is made once.
function createTimestamp(): () => string {
  let last = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== last) {
      last = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

async function prettyLines(output: LogDestination): Promise<LogDestination> {
  const { prettyFactory } = await import('pino-pretty');
  const colorize = process.stdout.isTTY;
  const format = prettyFactory({ ignore: 'pid,hostname,app', translateTime: 'HH:MM:ss', colorize });
  return { write: (line) => output.write(format(line)) };
}
