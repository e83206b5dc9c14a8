import { z } from 'zod';
import { isStrongSecret } from './secret-strength.ts';

const whole = /^-?\d{1,15}$/;
const hostPort = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):(\d{1,5})$/;

interface IntRange {
  min?: number;
  max?: number;
}

function integer({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: IntRange) {
  return z
    .string()
    .refine((text) => whole.test(text) && Number(text) >= min && Number(text) <= max)
    .transform(Number)
    .describe(rangeText(min, max));
}

function rangeText(min: number, max: number): string {
  if (max === Number.MAX_SAFE_INTEGER) return `a whole number, ${min} or more`;
  return `a whole number from ${min} to ${max}`;
}

function webAddress(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

/** Where a TCP service listens. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `localhost:5432` or `[::1]:5432` → host and port; undefined when it is neither. */
export function parseHostPort(text: string): HostPort | undefined {
  const [, host, digits] = hostPort.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port };
}

/** Pieces of an environment schema; a text replaces what is printed as the expected form with `.describe()`. */
export const env = {
  /** TCP port, 0 to 65535; 0 lets the system choose a free one. */
  port: () => integer({ min: 0, max: 65_535 }).describe('a port, 0 to 65535 (0: any free one)'),
  /** Whole number; with a default the name may be absent. */
  int: ({ default: fallback, ...range }: IntRange & { default: number }) => integer(range).default(fallback),
  /** Whole number without a default: the name must be there, or chain `.optional()`. */
  requiredInt: (range: IntRange = {}) => integer(range),
  /** `true`, `1`, `yes`, `on` and their opposites. */
  flag: (fallback: boolean) =>
    z
      .string()
      .refine((text) => /^(true|false|1|0|yes|no|on|off)$/i.test(text))
      .transform((text) => /^(true|1|yes|on)$/i.test(text))
      .describe('true or false')
      .default(fallback),
  text: () => z.string().min(1),
  /** http or https address; a path is allowed. */
  url: () =>
    z
      .string()
      .refine((text) => webAddress(text) !== undefined)
      .describe('a web address, e.g. https://api.example.com/path'),
  /** http or https origin without a path, given back without a trailing slash. */
  origin: () =>
    z
      .string()
      .refine((text) => {
        const url = webAddress(text);
        return url !== undefined && url.pathname === '/' && url.search === '' && url.hash === '';
      })
      .transform((text) => new URL(text).origin)
      .describe('an origin, e.g. https://app.example.com'),
  hostPort: () =>
    z
      .string()
      .refine((text) => parseHostPort(text) !== undefined)
      .describe('host:port, e.g. localhost:5432'),
  /** Items divided by commas; absent is an empty list. */
  list: () =>
    z
      .string()
      .transform((text) =>
        text
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== ''),
      )
      .describe('items divided by commas')
      .default([]),
  /** A secret has no default; `minBytes` counts UTF-8 bytes (RFC 7518 3.2 asks 32 for HS256), and it must not be guessable. */
  secret: (minBytes: number) =>
    z
      .string()
      .refine((text) => isStrongSecret(text, minBytes))
      .describe(`a random secret of at least ${minBytes} bytes, e.g. from: openssl rand -base64 48`),
};
