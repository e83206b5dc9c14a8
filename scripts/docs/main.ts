import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../root.ts';
import { describeEnvironment } from './environment.ts';

/** `npm run docs`: writes the pages that are made from code. */
const path = join(root, 'docs/environment.md');
writeFileSync(
  path,
  await format(await describeEnvironment(), { ...(await resolveConfig(path)), parser: 'markdown' }),
);
