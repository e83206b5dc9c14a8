import { describe, expect, it } from '@jest/globals';
import type { EnvironmentInput } from '../../config.ts';
import { type Answers, awsFailure, RecordedRun } from '../../testing/recorded-run.ts';
import { environmentWith } from '../../testing/synthesised.ts';
import { Aws } from '../aws.ts';
import { examine, linesOf, requirePrograms } from './doctor.ts';
import type { Finding } from './finding.ts';
import { checkPrograms } from './programs.ts';
import { needsOf, vcpusOf } from './quotas.ts';

const zoneServers = ['ns-1.awsdns-1.org', 'ns-2.awsdns-2.com', 'ns-3.awsdns-3.net', 'ns-4.awsdns-4.co.uk'];
const json = JSON.stringify;
const healthy: Answers = [
  [/^terraform version/, '{"terraform_version":"1.14.0"}'],
  [/^aws --version/, 'aws-cli/2.31.0 Python/3.13 Linux/6'],
  [/^session-manager-plugin/, '1.2.707.0'],
  [/^kops version/, '1.36.1'],
  [
    /sts get-caller-identity/,
    json({ Account: '111122223333', Arn: 'arn:aws:sts::111122223333:assumed-role/Admin/ada' }),
  ],
  [/s3api head-bucket/, awsFailure('404', 'HeadBucket')],
  [/describe-regions/, json({ Regions: [{ OptInStatus: 'opt-in-not-required' }] })],
  [/get-service-quota/, json({ Quota: { Value: 64 } })],
  [/describe-(vpcs|addresses)/, '1'],
  [/sesv2 get-account/, json({ ProductionAccessEnabled: true, SendQuota: { Max24HourSend: 50_000 } })],
  [
    /list-hosted-zones-by-name/,
    json({ HostedZones: [{ Id: '/hostedzone/Z1', Name: 'example.com.', Config: { PrivateZone: false } }] }),
  ],
  [/get-hosted-zone/, json({ DelegationSet: { NameServers: zoneServers } })],
];

/** @param different answers that come before those of a healthy account */
async function found(
  different: Answers = [],
  overrides: Partial<EnvironmentInput> = {},
  answered: readonly string[] = zoneServers,
): Promise<readonly Finding[]> {
  const recorded = new RecordedRun(...different, ...healthy);
  const environment = environmentWith({ accountId: '111122223333', ...overrides });
  const aws = new Aws(recorded.run, environment.region);
  return examine(environment, { run: recorded.run, aws, resolve: async () => answered });
}

const about = (findings: readonly Finding[], pattern: RegExp): Finding | undefined =>
  findings.find(({ what }) => pattern.test(what));

describe('infra:doctor', () => {
  it('finds all well in an account that is ready', async () => {
    const findings = await found();

    expect(findings.filter(({ state }) => state !== 'good')).toEqual([]);
    expect(findings).toHaveLength(10);
  });

  it('says of everything bad what to do about it', async () => {
    const findings = await found([
      [/^terraform version/, '{"terraform_version":"1.9.8"}'],
      [/^aws --version/, 'aws-cli/1.40.0'],
      [/describe-regions/, json({ Regions: [{ OptInStatus: 'not-opted-in' }] })],
      [/get-service-quota/, json({ Quota: { Value: 0 } })],
    ]);

    const bad = findings.filter(({ state }) => state === 'bad');
    expect(bad.map(({ what }) => what)).toEqual([
      'terraform 1.9.8 is too old',
      'aws-cli/1.40.0 is not version 2',
      'Region eu-west-1 is off in this account',
      expect.stringContaining('VPCs: 1 needed'),
      expect.stringContaining('elastic addresses: 1 needed'),
      expect.stringContaining('vCPUs of nodes: 8 needed'),
    ]);
    for (const { advice } of bad) expect(advice).not.toHaveLength(0);
  });

  it('goes on when one question may not be asked', async () => {
    const findings = await found([[/sesv2 get-account/, awsFailure('AccessDeniedException', 'GetAccount')]]);

    expect(about(findings, /Could not look at mail/)?.state).toBe('note');
    expect(about(findings, /is delegated/)?.state).toBe('good');
  });

  it('shows each finding on a line, and what to do below it', () => {
    expect(linesOf([{ state: 'bad', what: 'broken', advice: ['mend it'] }])).toEqual([
      expect.stringContaining('broken'),
      '    mend it',
    ]);
  });
});

describe('credentials', () => {
  it('stop the examination when there are none, with the way to get some', async () => {
    const findings = await found([
      [/sts get-caller-identity/, awsFailure('ExpiredToken', 'GetCallerIdentity')],
    ]);

    expect(findings.at(-1)).toMatchObject({ state: 'bad', what: 'AWS does not know who you are' });
    expect(findings.at(-1)?.advice?.join()).toContain('aws sso login');
  });

  it('are not the matter when AWS cannot be reached', async () => {
    const stderr = '\nCould not connect to the endpoint URL: "https://sts.eu-west-1.amazonaws.com/"\n';
    const findings = await found([[/sts get-caller-identity/, { code: 255, stderr }]]);

    expect(findings.at(-1)).toMatchObject({ state: 'bad', what: 'AWS cannot be reached from here' });
    expect(findings.at(-1)?.advice?.join()).not.toContain('aws sso login');
  });

  it('of another account are refused', async () => {
    const findings = await found([], { accountId: '999900001111' });

    expect(findings.at(-1)).toMatchObject({ state: 'bad', what: expect.stringContaining('999900001111') });
  });

  it('of the root are bad', async () => {
    const findings = await found([
      [/sts get-caller-identity/, json({ Account: '111122223333', Arn: 'arn:aws:iam::111122223333:root' })],
    ]);

    expect(findings.at(-1)).toMatchObject({ state: 'bad', what: expect.stringContaining('root') });
  });

  it('without an accountId in the file get the advice to write it down', async () => {
    const findings = await found([], { accountId: undefined });

    expect(about(findings, /^Credentials/)).toMatchObject({ state: 'note' });
  });
});

describe('mail', () => {
  it('in the sandbox is a note with both ways on, and how long the one out takes', async () => {
    const sandbox: Answers = [[/sesv2 get-account/, json({ ProductionAccessEnabled: false })]];

    const finding = about(await found(sandbox), /sandbox/);

    expect(finding?.state).toBe('note');
    expect(finding?.advice?.join('\n')).toMatch(
      /create-email-identity[\s\S]*about a day[\s\S]*put-account-details/,
    );
  });
});

describe('the domain', () => {
  it('that is not delegated gets the four lines to paste', async () => {
    const finding = about(await found([], {}, []), /not delegated/);

    expect(finding?.state).toBe('bad');
    expect(finding?.advice?.slice(1)).toEqual(
      zoneServers.map((name) => `example.com.  172800  IN  NS  ${name}.`),
    );
  });

  it('that is delegated elsewhere is bad, and says where to', async () => {
    const finding = about(await found([], {}, ['ns1.registrar.net']), /elsewhere/);

    expect(finding).toMatchObject({ state: 'bad', what: expect.stringContaining('ns1.registrar.net') });
  });

  it('without a zone is fine before the first infra:up, with a warning about what it carries today', async () => {
    const none: Answers = [[/list-hosted-zones-by-name/, '{"HostedZones":[]}']];

    const finding = about(await found(none, {}, ['ns1.registrar.net']), /no zone/);

    expect(finding).toMatchObject({
      state: 'note',
      advice: [expect.stringContaining('stops when you delegate it')],
    });
  });
});

describe('limits', () => {
  it('count the vCPUs of all nodes that there may be', () => {
    const cpus = (features: EnvironmentInput['features']) =>
      needsOf(environmentWith({ features })).find(({ what }) => what.includes('vCPUs'));

    expect(cpus({ nodeInstanceTypes: ['m7g.2xlarge'], nodesMax: 5 })).toMatchObject({
      needed: 40,
      what: 'vCPUs of nodes',
    });
    expect(cpus({ spotNodes: true })).toMatchObject({ what: 'vCPUs of spot nodes' });
    expect(vcpusOf('m7g.medium')).toBe(1);
  });

  it('count kops’ control plane too, which is an instance of ours', () => {
    const budget = environmentWith({
      size: 'free-tier',
      features: { nodeInstanceTypes: ['t4g.small'], nodesMax: 1 },
    });

    expect(needsOf(budget).find(({ what }) => what.includes('vCPUs'))).toMatchObject({ needed: 4 });
  });

  it('do not count what the environment itself has when it is up', async () => {
    const full: Answers = [
      [/s3api head-bucket/, ''],
      [/get-service-quota.*L-F678F1CE/, json({ Quota: { Value: 1 } })],
    ];

    expect(about(await found(full), /^VPCs/)?.state).toBe('good');
  });
});

describe('programs', () => {
  it('that only the tunnel needs are a note', async () => {
    const recorded = new RecordedRun(...healthy.filter(([pattern]) => !pattern.source.includes('session')));
    const aws = new Aws(recorded.run, 'eu-west-1');

    const findings = await examine(environmentWith(), {
      run: recorded.run,
      aws,
      resolve: async () => zoneServers,
    });

    expect(about(findings, /Session Manager/)?.state).toBe('note');
  });

  it('stop a command at once when one is missing', () => {
    const missing = { state: 'bad', what: 'kops is not installed', advice: ['Install it'] } as const;

    expect(() => requirePrograms([missing])).toThrow('kops is not installed');
    expect(() => requirePrograms([{ state: 'note', what: 'no plugin' }])).not.toThrow();
  });

  it('are only those that a command needs', async () => {
    const { run } = new RecordedRun(...healthy);
    const kops = environmentWith({ size: 'free-tier' });

    expect(await checkPrograms(run, environmentWith(), ['aws', 'kops'])).toHaveLength(1);
    expect(await checkPrograms(run, kops, ['aws', 'kops'])).toHaveLength(2);
  });

  it('of version 1 of the AWS CLI are refused without asking AWS anything', async () => {
    const recorded = new RecordedRun([/^aws --version/, 'aws-cli/1.40.0'], ...healthy);
    const findings = await checkPrograms(recorded.run, environmentWith(), ['terraform', 'aws']);

    expect(() => requirePrograms(findings)).toThrow('aws-cli/1.40.0 is not version 2');
    expect(recorded.lines.filter((line) => /^aws (?!--version)/.test(line))).toEqual([]);
  });

  it('include kops where the cluster is kops’', async () => {
    expect(about(await found([], { size: 'free-tier' }), /^kops/)?.state).toBe('good');
    expect(about(await found([[/^kops/, '1.29.0']], { size: 'free-tier' }), /^kops/)?.state).toBe('bad');
  });
});
