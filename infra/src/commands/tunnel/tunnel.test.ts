import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { environmentWith } from '../../testing/synthesised.ts';
import { Aws } from '../aws.ts';
import { CommandMissing, type Run, type RunOptions } from '../run.ts';
import { localPort } from './local-port.ts';
import { requireTarget, targetNames, type TargetName, targetOf } from './targets.ts';
import { tunnel } from './tunnel.ts';

const outputs = {
  GNAR_PG_ENDPOINT: 'gnar-test.abc.eu-west-1.rds.amazonaws.com:5432',
  GNAR_PG_DATABASE: 'gnar',
  GNAR_PG_USERNAME: 'gnar_service',
  GNAR_REDIS_ENDPOINT: 'master.gnar-test.abc.euw1.cache.amazonaws.com:6379',
  GNAR_REDIS_USERNAME: 'gnar-test-service',
};
const environment = environmentWith();
const nodes = (...ids: string[]) => ({
  Reservations: [{ Instances: ids.map((InstanceId) => ({ InstanceId })) }],
});

interface Call {
  readonly args: readonly string[];
  readonly options: RunOptions | undefined;
}

interface World {
  readonly found?: unknown;
  readonly sessionCode?: number;
  readonly missing?: string;
}

/** AWS's programs as we would meet them. */
function worldOf({ found = nodes('i-0a1b2c3d'), sessionCode = 0, missing }: World = {}) {
  const said: string[] = [];
  const calls: Call[] = [];
  const run: Run = (command, args, options) => {
    calls.push({ args: [command, ...args], options });
    if (command === missing) return Promise.reject(new CommandMissing(command));
    const session = args.includes('start-session');
    return Promise.resolve({
      code: session ? sessionCode : 0,
      stdout: session ? '' : JSON.stringify(found),
      stderr: '',
    });
  };
  const terminal = { say: (line: string) => void said.push(line), ask: () => Promise.resolve('') };
  return { said, calls, parts: { run, aws: new Aws(run, 'eu-west-1'), terminal } };
}

const call = (calls: readonly Call[], word: string): Call | undefined =>
  calls.find(({ args }) => args.includes(word));

describe('a tunnel', () => {
  const postgres = targetOf('postgres', environment, outputs);

  it('forwards the chosen port through a node to the database, on the terminal', async () => {
    const { calls, parts } = worldOf();

    await tunnel(environment, postgres, 15_432, parts);

    const session = call(calls, 'start-session');
    expect(session?.args.join(' ')).toContain(
      'ssm start-session --region eu-west-1 --target i-0a1b2c3d --document-name AWS-StartPortForwardingSessionToRemoteHost',
    );
    expect(JSON.parse(session?.args.at(-1) ?? '')).toEqual({
      host: ['gnar-test.abc.eu-west-1.rds.amazonaws.com'],
      portNumber: ['5432'],
      localPortNumber: ['15432'],
    });
    expect(session?.options).toMatchObject({ inherit: true });
  });

  it('looks for running nodes of the workload with the tags of this environment', async () => {
    const { calls, parts } = worldOf();

    await tunnel(environment, postgres, 15_432, parts);

    expect(JSON.parse(call(calls, 'describe-instances')?.options?.input ?? '')).toEqual({
      Filters: [
        { Name: 'tag:Project', Values: ['gnar'] },
        { Name: 'tag:Environment', Values: ['test'] },
        { Name: 'instance.group-name', Values: ['gnar-test-workload'] },
        { Name: 'instance-state-name', Values: ['running'] },
      ],
    });
  });

  it('says where it goes and how it ends', async () => {
    const { said, parts } = worldOf();

    await tunnel(environment, postgres, 15_432, parts);

    expect(said.at(-1)).toContain(
      '127.0.0.1:15432 → i-0a1b2c3d → gnar-test.abc.eu-west-1.rds.amazonaws.com:5432. Ctrl-C ends it.',
    );
  });

  it.each([128, 130])('that Ctrl-C ended (code %i) has not failed', async (sessionCode) => {
    const { parts } = worldOf({ sessionCode });
    await expect(tunnel(environment, postgres, 15_432, parts)).resolves.toBeUndefined();
  });

  it('that AWS refuses tells what may be the matter', async () => {
    const { parts } = worldOf({ sessionCode: 254 });
    await expect(tunnel(environment, postgres, 15_432, parts)).rejects.toThrow(
      /TargetNotConnected: .*\n.*take the role gnar-test-engineer/,
    );
  });

  it('without a node says so', async () => {
    const { parts } = worldOf({ found: nodes() });
    await expect(tunnel(environment, postgres, 15_432, parts)).rejects.toThrow(
      'No node of test runs in eu-west-1',
    );
  });

  it('without AWS’s plugin says where to get it, before it asks AWS anything', async () => {
    const { calls, parts } = worldOf({ missing: 'session-manager-plugin' });
    await expect(tunnel(environment, postgres, 15_432, parts)).rejects.toThrow(
      /session-manager-plugin is not installed: https:/,
    );
    expect(calls).toHaveLength(1);
  });

  it('without the AWS CLI says so', async () => {
    const { parts } = worldOf({ missing: 'aws' });
    await expect(tunnel(environment, postgres, 15_432, parts)).rejects.toThrow(CommandMissing);
  });
});

describe('how to connect', () => {
  const lines = (name: TargetName) => targetOf(name, environment, outputs).instructions(15_432).join('\n');

  it('to Postgres checks the certificate against the database’s own name', () => {
    expect(lines('postgres')).toContain(
      'psql "host=gnar-test.abc.eu-west-1.rds.amazonaws.com hostaddr=127.0.0.1 port=15432 dbname=gnar user=gnar_service sslmode=verify-full sslrootcert=global-bundle.pem"',
    );
    expect(lines('postgres')).toContain('https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem');
  });

  it('to Redis is by TLS, and asks for the password', () => {
    expect(lines('redis')).toContain(
      'redis-cli -h 127.0.0.1 -p 15432 --tls --sni master.gnar-test.abc.euw1.cache.amazonaws.com --user gnar-test-service --askpass',
    );
  });

  it.each(targetNames)('to %s names where the password is, and never prints one', (name) => {
    expect(lines(name)).toMatch(/The password is the parameter \/gnar\/test\/GNAR_\w+_PASSWORD\./);
    expect(lines(name)).not.toMatch(/password=|--pass /i);
  });
});

describe('a target', () => {
  it('that is none lists those that are', () => {
    expect(() => requireTarget('mysql', environment)).toThrow(
      'There is no "mysql" to go to.\n  npm run tunnel -- test postgres\n  npm run tunnel -- test redis',
    );
    expect(() => requireTarget(undefined, environment)).toThrow(/^To where\?/);
  });

  it('that is not up says what puts it up', () => {
    expect(() => targetOf('postgres', environment, {})).toThrow('First: npm run infra:up -- test');
  });

  it('in the cluster is reached by kubectl', () => {
    const budget = environmentWith({ size: 'free-tier' });
    expect(() => requireTarget('redis', budget)).toThrow('kubectl --namespace gnar port-forward');
  });
});

describe('the local port', () => {
  it('is a free one unless one is asked for', async () => {
    const port = await localPort(undefined);
    expect(port).toBeGreaterThan(1023);
    expect(await localPort(String(port))).toBe(port);
  });

  it('that is taken is said', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const taken = typeof address === 'object' && address !== null ? String(address.port) : '';
    await expect(localPort(taken)).rejects.toThrow(`Port ${taken} cannot be used here (EADDRINUSE)`);
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  it.each(['0', '65536', 'abc', '1.5'])('%s is none', async (wanted) => {
    await expect(localPort(wanted)).rejects.toThrow('use 1 to 65535');
  });
});
