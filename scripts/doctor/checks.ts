import { mkdirSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { startLodge } from '@gnar/lodge';
import { browserAtHand } from '@gnar/e2e/find-browser';
import { product } from '@gnar/contract/product';
import { frontEnd } from '../../services.ts';
import { choosePorts } from '../start/ports.ts';
import { findRunning } from '../start/running-file.ts';
import { readSettings, type Settings } from '../start/settings.ts';
import { assertEnoughDisk } from './disk.ts';

export interface Finding {
  /** `note`: works, but worth knowing. */
  readonly verdict: 'good' | 'note' | 'bad';
  readonly subject: string;
  readonly detail: string;
}

const NEEDED_MEMORY_MEGABYTES = 2_000;

/** One finding after another, quick ones first. Trying a thing beats asking about it: the lodge is really started. */
export async function* check(): AsyncGenerator<Finding> {
  yield {
    verdict: 'good',
    subject: 'Node',
    detail: `${process.version} on ${process.platform} ${process.arch}`,
  };
  yield memory();
  const settings = readSettings(process.env);
  mkdirSync(settings.dataDirectory, { recursive: true });
  yield attempt('disk', 'enough room', () => assertEnoughDisk(settings.dataDirectory));
  yield ports(settings);
  yield browser();
  yield lodge(settings);
}

function memory(): Finding {
  const [free, total] = [freemem(), totalmem()].map((bytes) => Math.round(bytes / 1_000_000));
  const detail = `${free} of ${total} MB are free`;
  if ((total ?? 0) >= NEEDED_MEMORY_MEGABYTES) return { verdict: 'good', subject: 'memory', detail };
  return {
    verdict: 'note',
    subject: 'memory',
    detail: `${detail}; below 2 GB the front end's compiler may be ended`,
  };
}

async function ports(settings: Settings): Promise<Finding> {
  const running = await findRunning(settings.dataDirectory);
  if (running) {
    const address = running.addresses[frontEnd.name] ?? '';
    return {
      verdict: 'note',
      subject: 'ports',
      detail: `${product.fullName} is running now (process ${running.pid}): ${address}`,
    };
  }
  return attempt('ports', 'all free', () => choosePorts(settings.ports));
}

async function browser(): Promise<Finding> {
  const found = await browserAtHand();
  if (found && 'executablePath' in found) {
    return { verdict: 'good', subject: 'browser', detail: found.executablePath };
  }
  return {
    verdict: 'note',
    subject: 'browser',
    detail: found?.missing ?? 'none found; npm test fetches one from npm where it can',
  };
}

async function lodge({ redisEndpoint }: Settings): Promise<Finding> {
  return attempt('lodge', 'Postgres, Redis, SQS and SES start', async () => {
    const started = await startLodge(redisEndpoint === undefined ? {} : { redisEndpoint });
    await started.stop();
  });
}

async function attempt(subject: string, whenGood: string, work: () => Promise<unknown>): Promise<Finding> {
  try {
    await work();
    return { verdict: 'good', subject, detail: whenGood };
  } catch (error) {
    return { verdict: 'bad', subject, detail: error instanceof Error ? error.message : String(error) };
  }
}
