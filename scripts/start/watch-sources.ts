import { join } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { root } from '../root.ts';

const DEBOUNCE_MS = 150;

/** Tells once of all that changed in files and folders below the root, tests aside, when they have been quiet for a moment. */
export function watchSources(
  paths: readonly string[],
  onChange: (changed: ReadonlySet<string>) => void,
): FSWatcher {
  let timer: NodeJS.Timeout | undefined;
  let changed = new Set<string>();
  const watcher = watch(
    paths.map((path) => join(root, path)),
    { ignoreInitial: true, ignored: (path) => path.endsWith('.test.ts') },
  );
  return watcher.on('all', (_, path) => {
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      onChange(changed);
      changed = new Set();
    }, DEBOUNCE_MS);
  });
}
