import { fileURLToPath } from 'node:url';

/** The program of a floor, by its name. */
export function contestant(name: 'express-floor' | 'http-floor' | 'argon2-floor'): string {
  return fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
}
