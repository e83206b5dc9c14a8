import { fileURLToPath } from 'node:url';

type Contestant = 'express-floor' | 'http-floor' | 'argon2-floor' | 'mounted-router' | 'router-floor';

/** The program of a contestant, by its name: plain JavaScript, so that it starts without stripping types. */
export function contestant(name: Contestant): string {
  return fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
}
