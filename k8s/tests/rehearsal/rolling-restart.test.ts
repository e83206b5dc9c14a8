import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { endingOf } from '../../rehearsal/ending.ts';
import { Load } from '../../rehearsal/load.ts';
import { becomeMember, type Member } from '../../rehearsal/members.ts';
import type { Pod } from '../../rehearsal/pod.ts';
import { describeRehearsal } from './describe-rehearsal.ts';

jest.setTimeout(90_000);

const ending = await endingOf('production', 'piste');
/** Until every proxy of a cluster has heard that a pod is no endpoint any more. */
const NEWS_TRAVELS_MS = 1_000;
const MEMBERS = 6;
/** Two replicas come and two go. */
const RELOADS = 4;
/** Below what one network may sign up in ten minutes. */
const MOST_NEWCOMERS = 20;

await describeRehearsal(
  'a rolling restart of piste under load',
  { replicasOfPiste: 2, settings: ending.settings },
  (rehearsal) => {
    let members: Member[];

    beforeAll(async () => {
      const emails = Array.from({ length: MEMBERS }, (_, index) => `rider-${index}@example.com`);
      members = await Promise.all(emails.map((email) => becomeMember(rehearsal(), email)));
    });
    afterAll(() => members.forEach(({ client }) => client.close()));

    /** As Kubernetes deletes a pod: it is told at once, and the news reaches nginx a moment later. */
    async function remove(pod: Pod) {
      const ended = pod.terminate(ending.graceSeconds);
      await sleep(NEWS_TRAVELS_MS);
      await rehearsal().removeEndpoint(pod);
      return ended;
    }

    /** People who sign up, get their mail, activate and log in, one after the other, until the work is done. */
    async function newcomersDuring(work: Promise<unknown>): Promise<number> {
      const over = new AbortController();
      const done = work.finally(() => over.abort());
      let count = 0;
      while (!over.signal.aborted && count < MOST_NEWCOMERS) {
        const { client } = await becomeMember(rehearsal(), `newcomer-${count}@example.com`);
        client.close();
        count += 1;
      }
      await done;
      return count;
    }

    const sessionsOf = async ({ client, authorization }: Member) => {
      const { json } = await client.call('GET', '/user/sessions', { authorization });
      return Array.isArray(json['sessions']) ? json['sessions'].map(({ sid }) => String(sid)) : [];
    };

    it('replaces both replicas, one after the other, without a failed request or a lost session', async () => {
      const before = await Promise.all(members.map(sessionsOf));
      await using load = new Load(members);
      const old = [...rehearsal().parts.pistes];
      const replace = async () => {
        const removals: ReturnType<typeof remove>[] = [];
        for (const pod of old) {
          await rehearsal().addPiste();
          removals.push(remove(pod));
        }
        return Promise.all(removals);
      };
      const replaced = replace();
      expect(await newcomersDuring(replaced)).toBeGreaterThan(2);
      const ends = await replaced;
      const report = await load.stop();

      expect(report.failures).toEqual([]);
      expect(report.requests).toBeGreaterThan(300);
      // Each new configuration may close each kept connection once.
      expect(report.reconnected).toBeLessThanOrEqual(RELOADS * MEMBERS);
      expect(ends.map(({ code }) => code)).toEqual([0, 0]);
      for (const { seconds } of ends) expect(seconds).toBeLessThan(ending.graceSeconds);
      for (const pod of [...old, ...rehearsal().parts.pistes]) expect(pod.answered(200)).toBeGreaterThan(10);
      expect(await Promise.all(members.map(sessionsOf))).toEqual(before);
    });

    it('fails requests when a pod stops listening before nginx has heard of it', async () => {
      const hasty = await rehearsal().addPiste({ GNAR_SHUTDOWN_WAIT_SECONDS: '0' });
      await using load = new Load(members);
      await sleep(500);
      await remove(hasty);
      const report = await load.stop();

      expect(report.failures.length).toBeGreaterThan(0);
      expect(report.failures.every((failure) => failure.endsWith('answered 502'))).toBe(true);
    });
  },
);
