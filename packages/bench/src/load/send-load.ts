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
  const printed = await text(child.stdout);
  if (printed === '') throw new Error('The process that sends the load ended without a report.');
  return reportSchema.parse(JSON.parse(printed));
}

/** @throws when nothing was answered, or any answer was not a 2xx: then there is nothing to compare. */
export async function sendWholesomeLoad(name: string, order: Order): Promise<Report> {
  const report = await sendLoad(order);
  const statuses = Object.keys(report.statuses);
  if (statuses.length === 0 || statuses.some((status) => !/^2\d\d$/.test(status)))
    throw new Error(`${name}: not all answers were 2xx (0: none came): ${JSON.stringify(report.statuses)}`);
  return report;
}
