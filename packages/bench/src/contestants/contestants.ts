import { fileURLToPath } from 'node:url';

/** The program of a floor, by its name: plain JavaScript, so that it starts without stripping types. */
export function contestant(name: 'express-floor' | 'http-floor' | 'argon2-floor'): string {
  return fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
}
