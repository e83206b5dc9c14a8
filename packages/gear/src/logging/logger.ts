import { type Logger, type LoggerOptions, pino } from 'pino';
import { redactFields, redactText, serializeError } from './redact.ts';

export type { Logger };

/** Takes lines of JSON, each with its line end. */
export interface LogDestination {
  write(line: string): void;
}

export interface LoggerSettings {
  /** Name of the app, on every line. */
  name: string;
  level: string;
  /** For people at a terminal instead of JSON lines. */
  pretty: boolean;
  /** Default: standard output. */
  destination: LogDestination | undefined;
}

/** The logs of one app. */
export interface AppLogs {
  /** For everybody: fields of secret names, mail addresses and tokens are redacted. */
  log: Logger;
  /** For the one line per request, whose fields are chosen here and need no redaction on the hot path. */
  requestLog: Logger;
  /** Writes what is buffered, before the process ends. */
  flush(): void;
}

const bufferBytes = 8 * 1024;
const flushEveryMs = 200;

/** JSON lines on standard output, written in blocks off the request's path. */
export async function createLogs(settings: LoggerSettings): Promise<AppLogs> {
  if (settings.destination !== undefined) return logsTo(settings.destination, settings);
  return settings.pretty ? prettyLogs(settings) : jsonLogs(settings);
}

function logsTo(stream: LogDestination, { name, level }: LoggerSettings): AppLogs {
  const options: LoggerOptions = {
    level,
    base: { app: name },
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
    flush: () => undefined,
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

function jsonLogs(settings: LoggerSettings): AppLogs {
  const stream = pino.destination({ fd: 1, sync: false, minLength: bufferBytes });
  setInterval(() => stream.flush(), flushEveryMs).unref();
  return {
    ...logsTo(stream, settings),
    flush: () => {
      try {
        stream.flushSync();
      } catch {
        // Standard output is not open yet or gone: there is nobody left to tell.
      }
    },
  };
}

async function prettyLogs(settings: LoggerSettings): Promise<AppLogs> {
  const { default: pretty } = await import('pino-pretty');
  return logsTo(pretty({ ignore: 'pid,hostname,app', translateTime: 'HH:MM:ss', sync: true }), settings);
}
