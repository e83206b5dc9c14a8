import { readdir, readFile } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';

/** Nicer than the event loop by so much: a third of its share where both want one core, so that neither starves. */
const nicerBy = 5;
const nicest = 19;
const tasks = '/proc/self/task';

/**
 * Ids of the threads of libuv's pool, by the name that libuv gives them: hashes are computed there, and beside them only
 * files and name look-ups. Linux alone tells, and has a priority for each thread; elsewhere there are none.
 */
export async function poolThreads(): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  // The pool reads this folder itself, so its threads are there.
  const ids = await readdir(tasks);
  const names = await Promise.all(ids.map((id) => threadName(id)));
  return ids.filter((_, index) => names[index] === 'libuv-worker').map(Number);
}

/** Lets hashes step back behind the event loop: on a busy core it would wait for milliseconds of each otherwise. */
export async function lowerPoolPriority(): Promise<void> {
  try {
    const priority = Math.min(getPriority() + nicerBy, nicest);
    for (const id of await poolThreads()) setPriority(id, priority);
  } catch (error) {
    // A sandbox may forbid it. Hashes are as good at any priority.
    process.emitWarning(`Password hashes keep the priority of the event loop: ${String(error)}`);
  }
}

/** Empty when the thread has ended meanwhile. */
async function threadName(id: string): Promise<string> {
  return (await readFile(`${tasks}/${id}/comm`, 'utf8').catch(() => '')).trim();
}
