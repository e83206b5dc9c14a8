import { promisify } from 'node:util';
import webpack from 'webpack';
import configure from './webpack.config.ts';

/** Builds the front end for production into dist/; prints what is wrong, and nothing when nothing is. */
const compiler = webpack(configure(undefined, { mode: 'production' }));
const stats = await promisify(compiler.run.bind(compiler))();
if (stats?.hasErrors() || stats?.hasWarnings()) console.error(stats.toString('errors-warnings'));
await promisify(compiler.close.bind(compiler))();
process.exitCode = stats?.hasErrors() === false ? 0 : 1;
