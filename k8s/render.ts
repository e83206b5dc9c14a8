import { readFileSync } from 'node:fs';
process.stdout.write(
  readFileSync(new URL(`rendered/${process.argv[2] ?? ''}.yaml`, import.meta.url), 'utf8'),
);
