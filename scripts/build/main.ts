import { services } from '../../services.ts';
import { runCommand } from '../run-command.ts';

/** `npm run build`: what is published and deployed; types and libraries into every dist/, the services into bundles, the front end into its own. */
const steps: readonly (readonly [string, ...string[]])[] = [
  ['tsc', '-b'],
  ['node', 'scripts/build/services.ts'],
  ...services
    .filter(({ kind }) => kind === 'page')
    .map(({ folder }) => ['node', `${folder}/build.ts`] as const),
];

for (const step of steps) {
  const { ok } = await runCommand(step, { limitMs: 10 * 60_000, show: true });
  if (ok) continue;
  process.exitCode = 1;
  break;
}
