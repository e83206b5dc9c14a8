import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { estimate, totalOf } from '../cost/estimate.ts';
import { stackNames } from '../stacks/gnar-stack.ts';
import { environmentWith } from '../testing/synthesised.ts';
import { generatedSecrets } from './secrets.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(root, 'docs', 'deploy-aws.md'), 'utf8');
const sizes = ['free-tier', 'small', 'production'] as const;

/** Cells of the table row that begins with `name`. */
const rowOf = (name: string): readonly string[] =>
  page
    .split('\n')
    .find((line) => line.startsWith(`| \`${name}\``))
    ?.split('|')
    .map((cell) => cell.trim()) ?? [];

describe('docs/deploy-aws.md', () => {
  it.each(sizes)('tells what the size %s costs, within a twentieth', (size) => {
    const told = Number(/([\d,]+) USD/.exec(rowOf(size).join())?.[1]?.replace(',', ''));
    const real = totalOf(estimate(environmentWith({ size, region: 'us-east-1' })));

    expect(Math.abs(told - real) / real).toBeLessThan(0.05);
  });

  it('has every stack in its table, in the order in which they are put up', () => {
    const places = stackNames.map((name) => page.indexOf(`\n| \`${name}\``));

    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  it('names only commands that package.json has', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    const named = [...page.matchAll(/(?:npm run |`)((?:infra|tunnel|synth)(?::\w+)?)(?= --|`)/g)].map(
      ([, name]) => name ?? '',
    );

    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => name.includes(':') && !(name in scripts))).toEqual([]);
  });

  it('names every secret that is made', () => {
    for (const name of generatedSecrets) expect(page).toContain(`GNAR_${name}`);
  });

  it.each([
    ...[
      'AWS account, IAM user',
      'Terraform variables',
      'S3 buckets',
      'Genesis',
      'VPC',
      'RDS',
      'ElastiCache',
      'SES',
      'SQS',
    ],
    ...['ECR', 'Route 53', 'ACM', 'jump host', 'kops', 'environment variables', 'Patrol'],
  ])('has the station %s of 2018', (station) => {
    expect(page).toContain(station);
  });
});
