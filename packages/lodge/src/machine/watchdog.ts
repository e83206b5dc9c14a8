import { spawn, type ChildProcess } from 'node:child_process';
import { endOfChild } from './end-of-child.ts';

/**
 * A shell that outlives this process by seconds. When its input closes, however this process ended, it kills the watched
 * process groups that are left, waits for the keepers of the lodge to notice by themselves, and removes a folder.
 */
const script = `
trap '' HUP INT TERM
groups=' '
end_all() { for pid in $groups; do kill -KILL "-$pid" 2>/dev/null; done; }
while read -r verb pid; do
  case $verb in
    watch) groups="$groups$pid " ;;
    forget) groups=$(printf '%s' "$groups" | sed "s/ $pid / /") ;;
    done) end_all; exit 0 ;;
  esac
done
end_all
[ -n "$1" ] || exit 0
sleep 6
rm -rf -- "$1"
`;

export class Watchdog {
  readonly #shell: ChildProcess;

  /** @param folder is removed after this process has ended */
  constructor(folder = '') {
    this.#shell = spawn('sh', ['-c', script, 'sh', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    // Fails only when something else killed the shell; then children end in the ordinary way only.
    this.#shell.stdin?.on('error', () => undefined);
  }

  watch(pid: number): void {
    this.#send(`watch ${pid}`);
  }

  forget(pid: number): void {
    this.#send(`forget ${pid}`);
  }

  /** Kills the processes that are still watched, and ends the shell. */
  async end(): Promise<void> {
    this.#send('done');
    await endOfChild(this.#shell);
  }

  #send(line: string): void {
    this.#shell.stdin?.write(`${line}\n`);
  }
}
