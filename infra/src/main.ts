import { styleText } from 'node:util';
import { ConfigurationError } from './config.ts';
import { loadEnvironments } from './synthesis/load-environments.ts';
import { outputFolder, writeJson } from './synthesis/write.ts';

/** `npm run infra:synth`: writes every stack of every environment for Terraform; needs no credentials. */
try {
  const started = performance.now();
  const names = writeJson(await loadEnvironments(), process.argv[2] ?? outputFolder);
  for (const name of names) console.log(`  ${name}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(styleText('green', `✓ ${names.length} stacks in ${seconds} s`));
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
