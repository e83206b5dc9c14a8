import { execFileSync } from 'node:child_process';
import { signal } from '@gnar/lodge/processes';

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** The command line and, behind it, the environment. */
  readonly text: string;
}

/** Every process of the machine but those that ended and were not collected yet. */
export function processTable(): ProcessRow[] {
  const columns = process.platform === 'linux' ? 'axeww' : 'axEww';
  const table = execFileSync('ps', [columns, '-o', 'pid=,ppid=,stat=,args='], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return table.split('\n').flatMap((line) => {
    const [, pid, parent, stat = '', text = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined || stat.startsWith('Z')
      ? []
      : [{ pid: Number(pid), parent: Number(parent), text }];
  });
}

/** Those that name the folder in their command line or environment, and whatever they started. */
export function processesOf(folder: string): ProcessRow[] {
  const table = processTable();
  const pids = new Set(table.filter(({ text }) => text.includes(folder)).map(({ pid }) => pid));
  for (let size = 0; size < pids.size;) {
    size = pids.size;
    for (const { pid, parent } of table) if (pids.has(parent)) pids.add(pid);
  }
  return table.filter(({ pid }) => pids.has(pid));
}

export function killProcessesOf(folder: string): void {
  for (const { pid } of processesOf(folder)) signal(pid, 'SIGKILL');
}
