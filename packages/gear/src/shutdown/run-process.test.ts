import { Agent, request } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitForMail } from '@gnar/lodge/testing';
import { FixtureProcess } from '../testing/fixture-process.ts';
import { gearTestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';

describe('a service as a process', () => {
  const services: FixtureProcess[] = [];

  afterEach(() => {
    for (const service of services.splice(0)) if (service.exitCode === undefined) service.signal('SIGKILL');
  });

  function start(
    args: readonly string[] = [],
    environment: Record<string, string | undefined> = {},
  ): Promise<FixtureProcess> {
    const service = new FixtureProcess({ args, environment });
    services.push(service);
    return service.up();
  }

  const noDb = ['development', 'noDb'];

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with 0 on %s, after what is under way',
    async (signal) => {
      const service = await start(noDb);
      const slow = fetch(`${service.url}/slow`).then((response) => response.text());
      await fetch(`${service.url}/quick`);
      service.signal(signal);
      expect(await slow).toBe('"slow"');
      expect(await service.ended()).toBe(0);
      expect(service.output).toContain('fixture has stopped');
    },
    30_000,
  );

  it('speaks to people where that is asked for', async () => {
    const service = await start(noDb, { GNAR_LOG_PRETTY: 'true' });
    expect(service.output).toMatch(/INFO.*fixture is up/);
    service.signal('SIGTERM');
    expect(await service.ended()).toBe(0);
  }, 30_000);

  it('ends at once with 1 on a second signal', async () => {
    const service = await start(noDb);
    void fetch(`${service.url}/endless`).catch(() => undefined);
    await fetch(`${service.url}/quick`);
    service.signal('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 200));
    service.signal('SIGTERM');
    const startedAt = performance.now();
    expect(await service.ended()).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  }, 30_000);

  it('cuts what takes longer than the grace', async () => {
    const service = await start(noDb, { GNAR_SHUTDOWN_GRACE_SECONDS: '1' });
    const endless = fetch(`${service.url}/endless`).catch(() => 'cut');
    await fetch(`${service.url}/quick`);
    service.signal('SIGTERM');
    expect(await service.ended()).toBe(0);
    expect(await endless).toBe('cut');
  }, 30_000);

  it('lists everything that is missing in its environment on stderr and ends with 1', async () => {
    const service = await start([], { GNAR_JWT_SECRET_KEY: undefined, GNAR_PORT: 'x' });
    expect(await service.ended()).toBe(1);
    for (const name of ['GNAR_PG_ENDPOINT', 'GNAR_PG_DATABASE', 'GNAR_PG_USERNAME', 'GNAR_PG_PASSWORD']) {
      expect(service.output).toContain(`${name} is missing: `);
    }
    expect(service.output).toContain('GNAR_PORT is "x", expected: a port');
    expect(service.output).not.toContain('    at ');
  }, 30_000);

  it('ends with 1 when its port is taken, and says so', async () => {
    const first = await start(noDb);
    const second = await start(noDb, { GNAR_PORT: new URL(first.url).port });
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain('EADDRINUSE');
  }, 30_000);

  it.each([
    ['throw', 'thrown later'],
    ['reject', 'rejected later'],
  ])(
    'ends with 1 on what is not caught (%s), with a fatal line',
    async (path, message) => {
      const service = await start(noDb);
      await fetch(`${service.url}/${path}`).catch(() => undefined);
      expect(await service.ended()).toBe(1);
      expect(service.output).toMatch(new RegExp(`"level":60.*${message}`));
    },
    30_000,
  );

  it('loses no request when it is stopped under load behind a load balancer', async () => {
    const service = await start(['production', 'noDb'], { GNAR_SHUTDOWN_WAIT_SECONDS: '1' });
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    let ready = true;
    let served = 0;
    const failures: unknown[] = [];
    const ask = () =>
      new Promise<void>((resolve) => {
        const outgoing = request(`${service.url}/quick`, { agent }, (response) => {
          response.resume().on('end', () => {
            if (response.statusCode === 200) served += 1;
            else failures.push(response.statusCode);
            resolve();
          });
        });
        outgoing.on('error', (error) => {
          failures.push(error);
          resolve();
        });
        outgoing.end();
      });
    const clients = Array.from({ length: 10 }, async () => {
      while (ready) await ask();
    });
    // As a load balancer: no more requests once the readiness says no.
    const balancer = (async () => {
      while (ready) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        ready = (await fetch(`${service.healthUrl}/readyz`)).status === 200;
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 300));
    service.signal('SIGTERM');
    await Promise.all([...clients, balancer]);
    expect(failures).toEqual([]);
    expect(served).toBeGreaterThan(50);
    expect(await service.ended()).toBe(0);
    agent.destroy();
  }, 30_000);

  it('loses no email when it is killed between the decision and the sending', async () => {
    const own = await gearTestDatabase();
    const environment = { ...own.environment, GNAR_OUTBOX_LEASE_SECONDS: '1' };
    const killed = await start(['development', '', 'hang'], environment);
    const response = await fetch(`${killed.url}/mail`, { method: 'POST' });
    expect(response.status).toBe(202);
    await until(() => killed.output.includes('hanging'));
    killed.signal('SIGKILL');
    await killed.ended();
    await start(['development', ''], environment);
    expect(await waitForMail('kill@example.com', undefined, { timeoutMs: 10_000 })).toMatchObject({
      subject: 'Survived',
    });
    for (const service of services) service.signal('SIGKILL');
    await Promise.all(services.map((service) => service.ended()));
    await own.drop();
  }, 40_000);
});
