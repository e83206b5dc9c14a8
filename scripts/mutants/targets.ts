import { globSync } from 'node:fs';
import { root } from '../root.ts';

/** What is mutated, and the tests that have to notice. */
export interface Target {
  readonly area: string;
  /** Globs from the root of the repository. */
  readonly files: readonly string[];
  /** Globs of test files. */
  readonly tests: readonly string[];
}

const gear = 'packages/gear/src';
const piste = 'services/piste/src';

export const targets: readonly Target[] = [
  {
    area: 'jwt',
    files: [`${gear}/jwt/*.ts`],
    tests: [`${gear}/jwt/*.test.ts`, `${gear}/http/protected-routes.test.ts`],
  },
  {
    area: 'sessions',
    files: [`${gear}/sessions/*.ts`, `${gear}/http/guard.ts`],
    tests: [
      `${gear}/sessions/*.test.ts`,
      `${gear}/http/protected-routes.test.ts`,
      `${gear}/health/outages.test.ts`,
      `${piste}/features/sessions/*.test.ts`,
    ],
  },
  {
    area: 'limits',
    files: [`${gear}/rate-limit/*.ts`, `${piste}/protection/*.ts`, `${piste}/passwords/current-password.ts`],
    tests: [
      `${gear}/rate-limit/*.test.ts`,
      `${piste}/{protection,audit}/*.test.ts`,
      `${piste}/features/log-in/*.test.ts`,
      `${piste}/features/security-notices/guessing-stopped.test.ts`,
      `${piste}/passwords/re-authentication.test.ts`,
    ],
  },
  {
    area: 'links',
    files: [`${piste}/links/*.ts`],
    tests: [
      `${piste}/links/*.test.ts`,
      `${piste}/features/{activation,check-link,forgotten-password,sign-up}/*.test.ts`,
    ],
  },
  {
    area: 'jobs',
    files: [`${gear}/{jobs,loop}/*.ts`, `${gear}/database/{database,delete-in-batches}.ts`],
    tests: [`${gear}/{jobs,loop}/*.test.ts`, `${gear}/database/{database,transaction-queries}.test.ts`],
  },
  {
    area: 'queues',
    files: [`${gear}/queues/queue-poller.ts`, `${piste}/retention/*.ts`],
    tests: [`${gear}/queues/*.test.ts`, `${piste}/retention/*.test.ts`],
  },
  {
    area: 'password policy',
    // Who proves their password is a matter of the limits.
    files: [`${piste}/passwords/!(current-password).ts`, `${gear}/argon2/*.ts`],
    tests: [
      `${piste}/passwords/*.test.ts`,
      `${gear}/argon2/*.test.ts`,
      `${piste}/features/change-password/*password*.test.ts`,
    ],
  },
  {
    area: 'audit',
    files: [`${piste}/audit/*.ts`],
    tests: [`${piste}/{audit,features/personal-data}/*.test.ts`],
  },
];

/** Without tests, and types, which do nothing. */
export function mutantFilesOf({ files }: Target): string[] {
  return globSync([...files], { cwd: root })
    .filter((file) => !/\.(?:test|types)\.ts$/.test(file))
    .sort();
}
