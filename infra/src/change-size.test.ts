import { describe, expect, it } from '@jest/globals';
import type { EnvironmentInput } from './config.ts';
import { difference } from './testing/difference.ts';
import { environmentWith, synthesised } from './testing/synthesised.ts';

/** What a change of the environment's file touches. */
const touchedBy = (change: Partial<EnvironmentInput>): string[] =>
  difference(synthesised(environmentWith()), synthesised(environmentWith(change)));

describe('a change touches what it is about, and nothing else', () => {
  it('more nodes: the group of nodes', () => {
    expect(touchedBy({ features: { nodesMax: 9 } })).toEqual(['test-cluster/aws_eks_node_group.nodes-group']);
  });

  it('longer backups: the database', () => {
    expect(touchedBy({ features: { backupDays: 35 } })).toEqual(['test-data/aws_db_instance.postgres']);
  });

  it('another reader of alarms: who is told', () => {
    const touched = touchedBy({ alarmEmail: 'others@example.com' });
    expect(touched.filter((address) => !/alarm|budget|dmarc|public-authorities/i.test(address))).toEqual([]);
  });
});
