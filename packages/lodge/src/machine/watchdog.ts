import { spawn, type ChildProcess } from 'node:child_process';
import { endOfChild } from './end-of-child.ts';

/**
 * A shell that outlives us by seconds: told of process groups that we start, it ends those that are left, and removes a
 * folder of ours, once its input closes, however we ended. Keepers of the lodge need a moment to notice by themselves.
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

  /** @param folder is removed when we are gone */
  constructor(folder = '') {
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
    this.#tell('done');
    await endOfChild(this.#shell);
  }

  #tell(line: string): void {
    this.#shell.stdin?.write(`${line}\n`);
  }
}
