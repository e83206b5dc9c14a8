import { describe, expect, it } from '@jest/globals';
import { FakeCloud } from '../../testing/fake-cloud.ts';
import { RecordedTerminal } from '../../testing/recorded-terminal.ts';
import { environmentWith } from '../../testing/synthesised.ts';
import { Aws } from '../aws.ts';
import { CacheUser } from '../cache-user.ts';
import { Secrets } from '../secrets.ts';
import { keepSecrets, rotateSecret } from './keep-secrets.ts';

const path = '/gnar/test/GNAR_';

function account() {
  const cloud = new FakeCloud();
  const terminal = new RecordedTerminal();
  const aws = new Aws(cloud.recorded.run, 'eu-west-1');
  const parts = {
    secrets: new Secrets(aws, environmentWith()),
    terminal,
    cacheUser: new CacheUser(aws, 'gnar-test-service', async () => undefined),
  };
  return { cloud, terminal, parts };
}

describe('an existing secret', () => {
  it('is never overwritten', async () => {
    const { cloud, parts } = account();
    cloud.parameters.set(`${path}JWT_SECRET_KEY`, 'of before');

    await keepSecrets(parts);

    expect(cloud.parameters.get(`${path}JWT_SECRET_KEY`)).toBe('of before');
    expect(cloud.parameters.size).toBe(3);
  });
});

describe('a founder’s secret', () => {
  it.each(['RECAPTCHA_SECRET_KEY', 'PEER_SECRET_KEYS'])(
    'is told of by name, and not made up (%s)',
    async (name) => {
      const { cloud, terminal, parts } = account();

      await keepSecrets(parts);

      expect(terminal.text).toContain(`${path}${name}`);
      expect(cloud.parameters.has(`${path}${name}`)).toBe(false);
    },
  );
});

describe('a rotation', () => {
  it('replaces one secret and no other', async () => {
    const { cloud, parts } = account();
    await keepSecrets(parts);
    const before = new Map(cloud.parameters);

    await rotateSecret('JWT_SECRET_KEY', parts);

    const changed = [...before].filter(([name, value]) => cloud.parameters.get(name) !== value);
    expect(changed.map(([name]) => name)).toEqual([`${path}JWT_SECRET_KEY`]);
  });

  it('lets the cache take the old and the new password', async () => {
    const { cloud, parts } = account();
    await keepSecrets(parts);
    const old = cloud.parameters.get(`${path}REDIS_PASSWORD`);

    await rotateSecret('GNAR_REDIS_PASSWORD', parts);

    expect(cloud.cachePasswords).toEqual([old, cloud.parameters.get(`${path}REDIS_PASSWORD`)]);
  });

  it('shows no value', async () => {
    const { cloud, terminal, parts } = account();
    await keepSecrets(parts);

    await rotateSecret('PG_PASSWORD', parts);

    for (const value of cloud.parameters.values()) {
      expect([terminal.text, ...cloud.recorded.lines].join('\n')).not.toContain(value);
    }
  });

  it('refuses a name that is none, and lists those that are', async () => {
    await expect(rotateSecret('AWS_KEY', account().parts)).rejects.toThrow(
      'no secret "AWS_KEY" to rotate: JWT_SECRET_KEY, PG_PASSWORD, REDIS_PASSWORD',
    );
  });
});

describe('the cache’s user', () => {
  it('is waited for, and given up with a word', async () => {
    const { cloud } = account();
    const busy = async (...call: Parameters<typeof cloud.recorded.run>) => {
      const result = await cloud.recorded.run(...call);
      return { ...result, stdout: result.stdout.replace('"active"', '"modifying"') };
    };
    const user = new CacheUser(new Aws(busy, 'eu-west-1'), 'gnar-test-service', async () => undefined);

    await expect(user.setPasswords('a')).rejects.toThrow('still changing its user gnar-test-service');
  });
});
