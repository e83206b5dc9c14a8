import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { environmentWith } from '../testing/synthesised.ts';
import { writeJson } from './write.ts';

let folder: string;
let names: readonly string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnar-synthesis-'));
  names = writeJson([environmentWith({ size: 'free-tier' })], folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is written', () => {
  it('is a folder with a document for every stack', () => {
    expect(readdirSync(join(folder, 'stacks')).toSorted()).toEqual([...names].toSorted());
    for (const name of names) {
      const document = readFileSync(join(folder, 'stacks', name, 'cdk.tf.json'), 'utf8');
      expect(JSON.parse(document)).toHaveProperty('terraform.backend.s3');
    }
  });

  it('is, beside the cluster’s, the file that kops reads, and no file beside another', () => {
    const beside = names.flatMap((name) =>
      readdirSync(join(folder, 'stacks', name))
        .filter((file) => file !== 'cdk.tf.json')
        .map((file) => `${name}/${file}`),
    );
    expect(beside).toEqual(['test-cluster/cluster.yaml']);
  });
});
