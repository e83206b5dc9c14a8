import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * A shell that outlives us by seconds: told of every process group that we start, it ends those that are left and removes
 * the folder once its input closes, however we ended. Keepers of the lodge need a moment to notice by themselves.
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
sleep 6
rm -rf -- "$1"
`;

export class Watchdog {
  readonly #shell: ChildProcess;

  /** @param folder is removed when we are gone */
  constructor(folder: string) {
    this.#shell = spawn('sh', ['-c', script, 'sh', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    // It is gone only when something else ended it: what we run then ends with us in the ordinary way only.
    this.#shell.stdin?.on('error', () => undefined);
  }

  watch(pid: number): void {
    this.#tell(`watch ${pid}`);
  }

  forget(pid: number): void {
    this.#tell(`forget ${pid}`);
  }

  /** Ends it, and what has not been stopped by now. */
  async end(): Promise<void> {
    const ended = once(this.#shell, 'exit');
    this.#tell('done');
    await ended;
  }

  #tell(line: string): void {
    this.#shell.stdin?.write(`${line}\n`);
  }
}
