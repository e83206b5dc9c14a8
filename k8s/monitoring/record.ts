/**
 * Records what a running piste says at /metrics while a little load is on it, for the tests of the rules:
 * `node --conditions=source k8s/monitoring/record.ts`. Run it again when gear measures something else.
 */
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLodge } from '@gnar/lodge';
import { stringify } from 'yaml';
import { serviceNamed } from '../../services.ts';
import { peerVariable } from '../checks/readers.ts';
import { podEnvironment, runJob } from '../rehearsal/pod-environment.ts';
import { Pod } from '../rehearsal/pod.ts';
import { namesIn } from './expression.ts';
import { appliedRules, rulesOf } from './rules.ts';

const SCRAPES = 16;
const INTERVAL_SECONDS = 2;
/** What Prometheus adds to the series of a pod. */
const target = 'namespace="gnar",pod="piste-1",container="piste"';
const file = new URL('./recordings/piste.yaml', import.meta.url);

await using end = new AsyncDisposableStack();
const lodge = await startLodge();
end.defer(() => lodge.stop());
const environment = podEnvironment(lodge, 'app.localhost');
await runJob(environment, 'services/piste/src/migrate.ts');
// This load asks no peer.
const peers = serviceNamed('piste').needs.peers.map(
  (name) => [peerVariable(name), 'tcp://127.0.0.1:9'] as const,
);
const pod = await Pod.start({ service: 'piste', env: { ...environment, ...Object.fromEntries(peers) } });
end.defer(() => pod.kill());
await pod.untilReady();

const wanted = new Set(
  rulesOf(appliedRules()).flatMap(({ expr }) => namesIn(expr).selectors.map(({ metric }) => metric)),
);
const values = new Map<string, (string | undefined)[]>();
for (let scrape = 0; scrape < SCRAPES; scrape += 1) {
  await load(scrape);
  for (const [series, value] of await read()) {
    const known = values.get(series) ?? Array.from({ length: SCRAPES }, () => undefined);
    known[scrape] = value;
    values.set(series, known);
  }
  await sleep(INTERVAL_SECONDS * 1000);
}
const series = [...values].map(([name, list]) => ({
  series: name,
  values: list.map((value) => value ?? '_').join(' '),
}));
await writeFile(
  file,
  '# Written by k8s/monitoring/record.ts: what piste said of itself, every two seconds.\n' +
    stringify({ interval: `${INTERVAL_SECONDS}s`, input_series: series }, { lineWidth: 0 }),
);
process.stdout.write(`${series.length} series are in ${file.pathname}\n`);

async function load(round: number): Promise<void> {
  const post = (path: string, body: unknown) =>
    fetch(`http://127.0.0.1:${pod.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const email = `skier-${round}@example.com`;
  const answers = await Promise.all([
    post('/user/signup', { email, locale: 'en' }),
    post('/user/login', { email, password: 'tuque-Glacier-7341-poudreuse' }),
    post('/user/get', {}),
    fetch(`http://127.0.0.1:${pod.port}/openapi.json`),
  ]);
  await Promise.all(answers.map((answer) => answer.text()));
}

/** The series that our rules ask for, as Prometheus would name them, with their values. */
async function read(): Promise<[series: string, value: string][]> {
  const page = await (await fetch(`http://127.0.0.1:${pod.healthPort}/metrics`)).text();
  return [...page.matchAll(/^([a-z_]\w*)\{(.*)\} (\S+)$/gm)].flatMap(
    ([, name = '', labels = '', value = '']) =>
      wanted.has(name) ? [[`${name}{${target},${labels}}`, value] as [string, string]] : [],
  );
}
