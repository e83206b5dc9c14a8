import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvironments } from '../../synthesis/load-environments.ts';
import { synthesiseHcl } from '../../synthesis/hcl/synthesise-hcl.ts';
import { outputFolder } from '../../synthesis/write.ts';

/** `npm run synth:hcl`: writes every stack in Terraform's own language, for those who leave CDKTF. */
const folder = process.argv[2] ?? join(outputFolder, 'hcl');
for (const [name, text] of await synthesiseHcl(await loadEnvironments())) {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'main.tf'), text);
  console.log(`  ${join(folder, name, 'main.tf')}`);
}
// The formatter's WebAssembly keeps the process alive.
process.exit(0);
