import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { jwtSecret, readSettings } from './settings.ts';

describe('the settings of npm start', () => {
  it('uses the documented ports when nothing is set', () => {
    expect(Object.fromEntries(readSettings({}).ports)).toMatchObject({
      powder: 3000,
      piste: 9400,
      ses: 9402,
      sqs: 9403,
      postgres: 9404,
      redis: 9405,
      stubs: 9406,
    });
  });

  it('lets every port be chosen', () => {
    const { ports } = readSettings({ GNAR_DEV_POWDER_PORT: '3100', GNAR_DEV_PG_PORT: '0' });
    expect([ports.get('powder'), ports.get('postgres')]).toEqual([3100, 0]);
  });

  it('takes any free port where none was chosen, if GNAR_DEV_FREE_PORTS is set', () => {
    const { ports } = readSettings({ GNAR_DEV_FREE_PORTS: 'true', GNAR_DEV_POWDER_PORT: '3100' });
    expect(ports.get('powder')).toBe(3100);
    expect([...ports.values()].filter((port) => port !== 0)).toEqual([3100]);
  });

  it('reports every bad port at once, by name', () => {
    const read = () => readSettings({ GNAR_DEV_POWDER_PORT: 'three', GNAR_DEV_PG_PORT: '70000' });
    expect(read).toThrow(/GNAR_DEV_POWDER_PORT is "three"[^]*GNAR_DEV_PG_PORT is "70000"/);
  });

  it('passes the services what was set outside, but not its own settings', () => {
    const { overrides } = readSettings({
      GNAR_LINK_LIFETIME_MINUTES: '2',
      GNAR_DEV_POWDER_PORT: '3100',
      HOME: '/root',
    });
    expect(overrides).toEqual({ GNAR_LINK_LIFETIME_MINUTES: '2' });
  });
});

describe("the clone's JWT secret", () => {
  const folder = mkdtempSync(join(tmpdir(), 'gnar-settings-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is created once, long enough, and readable by its owner only', () => {
    const secret = jwtSecret(folder);
    expect(Buffer.from(secret).length).toBeGreaterThanOrEqual(32);
    expect(jwtSecret(folder)).toBe(secret);
    expect(statSync(join(folder, 'jwt-secret')).mode & 0o077).toBe(0);
  });
});
