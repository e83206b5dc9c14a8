import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Order, Report } from './load.types.ts';

const hammer = fileURLToPath(new URL('./hammer.ts', import.meta.url));
const reportSchema = z.object({
  seconds: z.number(),
  statuses: z.record(z.string(), z.number()),
  succeededPerSecond: z.number(),
  // JSON has no NaN: null where nothing succeeded.
  p50: z
    .number()
    .nullable()
    .transform((value) => value ?? Number.NaN),
  p99: z
    .number()
    .nullable()
    .transform((value) => value ?? Number.NaN),
});

/** Loads a server from a process of its own, so that this one's work does not slow it down. */
export async function sendLoad(order: Order): Promise<Report> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', hammer], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(order));
  return reportSchema.parse(JSON.parse(await text(child.stdout)));
}

/** @throws when any answer was not a 2xx: then there is nothing to compare. */
export async function sendWholesomeLoad(name: string, order: Order): Promise<Report> {
  const report = await sendLoad(order);
  const bad = Object.entries(report.statuses).filter(([status]) => !/^2\d\d$/.test(status));
  if (bad.length > 0)
    throw new Error(`${name}: not all answers were 2xx: ${JSON.stringify(report.statuses)}`);
  return report;
}
