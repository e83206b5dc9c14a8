import { readSettings } from './settings.ts';
import { DevelopmentSystem } from './development-system.ts';
import { Screen } from './screen.ts';

/** npm and the terminal may both deliver one Ctrl-C; only a signal later than this asks for more haste. */
const SAME_SIGNAL_MS = 700;

const screen = new Screen((text) => process.stdout.write(text));

try {
  const system = new DevelopmentSystem(readSettings(process.env), screen);
  stopOnSignals(system);
  screen.title();
  await system.start();
} catch (error) {
  screen.failure(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function stopOnSignals(system: DevelopmentSystem): void {
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt !== undefined) {
      if (Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    firstAt = Date.now();
    screen.say('Stopping …');
    void system.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}
