/** Starts a server, prints its process id and waits: arguments are the port and the program. */
import { ServerProcess } from './server-process.ts';

const [port = '', program = ''] = process.argv.slice(2);
await ServerProcess.start({
  argv: [process.execPath, '-e', program],
  environment: {},
  port: Number(port),
});
process.stdout.write('started\n');
setInterval(() => undefined, 1_000);
