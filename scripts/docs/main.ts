import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../root.ts';
import { writeGenerated } from '../services/generated-files.ts';
import { describeEnvironment } from './environment.ts';

/** `npm run docs`: writes the pages that are made from code, and the files that are made from services.ts. */
const path = join(root, 'docs/environment.md');
writeFileSync(
  path,
  await format(await describeEnvironment(), { ...(await resolveConfig(path)), parser: 'markdown' }),
);
await writeGenerated();
