import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { brokenPromises } from './edge-checks.ts';
import { tellMistakes } from './mistake.ts';
import { environmentNamed, isSetUp, readTarget } from './environment.ts';

/** A round that goes wrong may be the network between; three in a row are the product. */
const ROUNDS_TO_FAIL = 3;

/**
 * Watches the product through its front door while a deployment comes about, and fails when it stops keeping its promises.
 * `npm run smoke -- staging --seconds 900 --pause 60`, or `… https://app.example.com`
 *
 * Where nothing has answered well yet, as in a cluster that is new, it waits for the whole time: bad rounds count from the first
 * good one on. Argo CD looks every three minutes, migrations have ten and a rollout has five (progressDeadlineSeconds). A rollout that stands
 * still while the old pods serve is not to be seen from here: Argo CD reports it (k8s/argocd/base/notifications.yaml).
 */
if (import.meta.main) {
  tellMistakes('npm run smoke -- staging, or npm run smoke -- https://app.example.com');
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '0' }, pause: { type: 'string', default: '60' } },
  });
  const origin = originOf(positionals[0] ?? '');
  if (origin === undefined) {
    console.log(`${positionals[0] ?? ''} is not up yet: nothing to look at.`);
  } else {
    const broken = await watch(origin, {
      seconds: Number(values.seconds),
      pauseSeconds: Number(values.pause),
    });
    if (broken.length > 0) {
      console.log(broken.map((promise) => `✗ ${promise}`).join('\n'));
      process.exitCode = 1;
    } else console.log(`✓ ${origin.href} keeps its promises`);
  }
}

export interface WatchOptions {
  /** How long to look on, and how long the first good round may take; 0 looks once. */
  readonly seconds: number;
  /** Between two rounds. Signing up is counted per address: more than one a minute would be refused, rightly. */
  readonly pauseSeconds: number;
}

/** @returns what was broken when it was given up; empty when all went well to the end */
export async function watch(origin: URL, { seconds, pauseSeconds }: WatchOptions): Promise<string[]> {
  const end = Date.now() + seconds * 1000;
  let wrong = 0;
  let counts = false;
  for (;;) {
    const broken = await brokenPromises({ origin });
    const isOver = Date.now() >= end;
    counts ||= broken.length === 0 || isOver;
    wrong = broken.length > 0 && counts ? wrong + 1 : 0;
    if (wrong >= ROUNDS_TO_FAIL) return broken;
    // At the end a bad round is looked at again before it counts.
    if (isOver && wrong === 0) return [];
    await sleep(pauseSeconds * 1000);
  }
}

function originOf(word: string): URL | undefined {
  if (/^https?:\/\//.test(word)) return new URL(word);
  const target = readTarget(environmentNamed(word));
  return isSetUp(target) ? new URL(`https://${target.appHost}`) : undefined;
}
