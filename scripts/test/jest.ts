import { runCommand } from '../run-command.ts';

/** `npm run jest -- <arguments>`: jest with what ES modules need, e.g. `npm run jest -- --selectProjects gear`. */
const result = await runCommand(['jest', ...process.argv.slice(2)], { limitMs: 30 * 60_000, show: true });
process.exitCode = result.ok ? 0 : 1;
