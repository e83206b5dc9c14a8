import { describe, expect, it } from '@jest/globals';
import { entries, manifestOf } from '../../services.ts';
import type { ServiceEntry } from '../../services.types.ts';
import { access } from './testing/protections/access.ts';
import { atRest } from './testing/protections/at-rest.ts';
import { inTransit } from './testing/protections/in-transit.ts';
import { secrecy } from './testing/protections/secrecy.ts';
import { policyStatements } from './testing/policy-statements.ts';
import { difference } from './testing/difference.ts';
import { environmentWith, synthesised, type Synthesised } from './testing/synthesised.ts';

const lift: ServiceEntry = {
  name: 'ski-lift',
  kind: 'node',
  port: 9490,
  needs: {
    email: true,
    queues: [{ name: 'gnar-ski-lift', setting: 'SQS_SKI_LIFT_QUEUE_NAME', use: 'both' }],
  },
};
const made = (all: readonly ServiceEntry[]) => synthesised(environmentWith({}, manifestOf(all)));
const protections = [...atRest, ...inTransit, ...access, ...secrecy];
const violations = (all: Synthesised) => protections.flatMap((one) => one.violations(all));

const ofPipelines = /dashboard|delivery|push-images|identity_association|cross-stack-output/;

describe('one more entry in services.ts', () => {
  const before = made(entries);
  const after = made([...entries, lift]);
  const touched = difference(before, after);

  it('gives the service a repository, a role and settings, and touches nothing else', () => {
    const names = /ski-lift|SKI_LIFT/;
    expect(touched.filter((address) => !names.test(address) && !ofPipelines.test(address))).toEqual([]);
    expect(touched).toEqual(
      expect.arrayContaining([
        'test-registry/aws_ecr_repository.ski-lift-repository',
        'test-registry/output.GNAR_REGISTRY_SKI_LIFT',
        'test-cluster/aws_iam_role.ski-lift-role',
        'test-messaging/output.GNAR_SQS_SKI_LIFT_QUEUE_NAME',
      ]),
    );
  });

  it('gives its queue dead letters and alarms', () => {
    expect(after.one('aws_sqs_queue', 'queue-ski-lift').arguments).toMatchObject({
      name: 'gnar-test-ski-lift',
      redrive_policy: expect.stringContaining('aws_sqs_queue.queue-ski-lift-dead-letters.arn'),
    });
    const alarms = after.all('aws_cloudwatch_metric_alarm').map(({ id }) => id);
    expect(alarms).toEqual(expect.arrayContaining(['queue-age-ski-lift', 'dead-letters-ski-lift']));
  });

  it('lets its role do what it needs with its own queue, and nothing with any other', () => {
    const statements = policyStatements(after, 'ski-lift-permissions');
    const ofQueue = statements.filter(({ actions }) => actions.some((action) => action.startsWith('sqs:')));
    expect(ofQueue.flatMap(({ actions }) => actions).toSorted()).toEqual([
      ...['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage', 'sqs:SendMessage'],
    ]);
    for (const { resources } of ofQueue) {
      expect(resources.map((one) => after.follow('test-cluster', one)?.resource.id)).toEqual([
        'queue-ski-lift',
      ]);
    }
    expect(statements.map(({ sid }) => sid)).toContain('SendMail');
  });

  it('breaks no promise of docs/security.md', () => {
    expect(violations(after)).toEqual([]);
  });
});

describe('one entry fewer in services.ts', () => {
  const removable = entries.filter(({ kind, migrations }) => kind === 'node' && migrations !== true);

  for (const { name } of removable) {
    it(`breaks no promise of docs/security.md, and leaves nothing of ${name}`, () => {
      const after = made(entries.filter((entry) => entry.name !== name));
      expect(violations(after)).toEqual([]);
      expect(after.resources.filter(({ id }) => id.startsWith(`${name}-`))).toEqual([]);
    });
  }
});
