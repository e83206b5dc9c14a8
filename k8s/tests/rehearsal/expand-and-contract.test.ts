import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { starterOperations } from '@gnar/contract';
import { Load, type LoadReport } from '../../rehearsal/load.ts';
import { becomeMember, type Member } from '../../rehearsal/members.ts';
import { runJob } from '../../rehearsal/pod-environment.ts';
import { liveWholeLife } from '../../rehearsal/whole-life.ts';
import { describeRehearsal } from './describe-rehearsal.ts';
import { migrationsWith, type FixtureRelease } from './releases.ts';

jest.setTimeout(60_000);

const everything = new Set(Object.keys(starterOperations));
const MEMBERS = 4;
/** Before and after a migration. */
const MOMENT_MS = 500;

await describeRehearsal('migrations of the next release while this one serves', {}, (rehearsal) => {
  let members: Member[];

  beforeAll(async () => {
    const emails = Array.from({ length: MEMBERS }, (_, index) => `member-${index}@example.com`);
    members = await Promise.all(emails.map((email) => becomeMember(rehearsal(), email)));
  });
  afterAll(() => members.forEach(({ client }) => client.close()));

  /** Migrates as the job does, while members use their sessions. */
  async function migrateUnderLoad(
    ...releases: readonly FixtureRelease[]
  ): Promise<LoadReport & { ran: string[] }> {
    await using migrations = await migrationsWith(...releases);
    await using load = new Load(members);
    await sleep(MOMENT_MS);
    const output = await runJob(
      rehearsal().parts.environment,
      'k8s/rehearsal/run-migrations.ts',
      migrations.folder,
    );
    await sleep(MOMENT_MS);
    return { ...(await load.stop()), ran: output.trim().split('\n') };
  }

  it('expand: columns, a check and an index are added without a failed request', async () => {
    const report = await migrateUnderLoad('expand');

    expect(report.ran).toEqual(['9001_nickname', '9002_trusted-sessions', '9003_nickname-index']);
    expect(report.failures).toEqual([]);
    expect(report.requests).toBeGreaterThan(50);
    expect(await liveWholeLife(rehearsal(), 'after-expand@example.com')).toEqual(everything);
  });

  it('contract: what no release uses any more is dropped without a failed request', async () => {
    const report = await migrateUnderLoad('expand', 'contract');

    expect(report.ran).toEqual(['9004_no-nickname']);
    expect(report.failures).toEqual([]);
    expect(report.requests).toBeGreaterThan(50);
    expect(await liveWholeLife(rehearsal(), 'after-contract@example.com')).toEqual(everything);
  });

  it('is noticed when a migration renames what is in use', async () => {
    const report = await migrateUnderLoad('expand', 'contract', 'rename');

    expect(report.ran).toEqual(['9005_language']);
    expect(report.failures.length).toBeGreaterThan(0);
    expect(report.failures.join('\n')).toContain('answered 500');
  });
});
