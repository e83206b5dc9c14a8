import { describe, expect, it } from '@jest/globals';
import type { EnvironmentInput } from './config.ts';
import { environmentWith, synthesised, type Synthesised } from './testing/synthesised.ts';

/** What Terraform would have to do something about: addresses that come, go, or say something else. */
function touchedBy(change: Partial<EnvironmentInput>, base: Partial<EnvironmentInput> = {}): string[] {
  const [before, after] = [base, { ...base, ...change }].map((input) =>
    everything(synthesised(environmentWith(input))),
  );
  const addresses = new Set([...before!.keys(), ...after!.keys()]);
  return [...addresses].filter((address) => before!.get(address) !== after!.get(address)).toSorted();
}

function everything({ resources, documents }: Synthesised): ReadonlyMap<string, string> {
  return new Map([
    ...resources
      // Read again with every plan; nothing is done about them.
      .filter(({ type }) => !type.startsWith('data.'))
      .map(
        ({ address, arguments: given }) => [address, JSON.stringify({ ...given, '//': undefined })] as const,
      ),
    ...[...documents].flatMap(([stack, { output = {} }]) =>
      Object.entries(output).map(
        ([name, { value }]) => [`${stack}/output.${name}`, JSON.stringify(value)] as const,
      ),
    ),
  ]);
}

describe('a change touches what it is about, and nothing else', () => {
  it('a service with another name: its images and its role', () => {
    const touched = touchedBy({ services: { offPiste: 'lift' } });

    expect(touched.filter((address) => !/off-piste|OFF_PISTE|lift|LIFT/.test(address))).toEqual([]);
    expect(touched).toEqual(
      expect.arrayContaining([
        'test-registry/aws_ecr_repository.off-piste-repository',
        'test-registry/aws_ecr_repository.lift-repository',
        'test-registry/output.GNAR_REGISTRY_LIFT',
        'test-cluster/aws_iam_role.lift-role',
      ]),
    );
  });

  it('more nodes: the group of nodes', () => {
    expect(touchedBy({ features: { nodesMax: 9 } })).toEqual(['test-cluster/aws_eks_node_group.nodes-group']);
  });

  it('longer backups: the database', () => {
    expect(touchedBy({ features: { backupDays: 35 } })).toEqual(['test-data/aws_db_instance.postgres']);
  });

  it('a read replica: the replica, what watches it, and how the owner’s password is kept', () => {
    const touched = touchedBy({ features: { databaseReplicas: 1 } });
    expect(touched.filter((address) => !/replica|reader|owner|user_secret|dashboard/i.test(address))).toEqual(
      ['test-data/aws_db_instance.postgres'],
    );
  });

  it('another reader of alarms: who is told', () => {
    const touched = touchedBy({ alarmEmail: 'others@example.com' });
    expect(touched.filter((address) => !/alarm|budget|dmarc|public-authorities/i.test(address))).toEqual([]);
  });

  it('another name of the product: what mails say', () => {
    const touched = touchedBy({ productName: 'Fresh Tracks' });
    expect(touched).toEqual([
      'test-messaging/output.GNAR_EMAIL_PROJECT_NAME',
      'test-messaging/output.GNAR_EMAIL_SENDER',
    ]);
  });
});
