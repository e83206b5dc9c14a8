import { mkdtempSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { becomeMember, logInByApi, type Member } from '../api/member.ts';
import { isAlive } from '../system/process-table.ts';
import { startSystem, type System } from '../system/start-system.ts';

const START_TIMEOUT_MS = 150_000;

describe('npm start that stops and starts again', () => {
  let dataDirectory: string;
  let system: System;
  let member: Member;
  let token: string;

  beforeAll(async () => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'gnar-e2e-'));
    await chmod(dataDirectory, 0o755);
    system = await startSystem({ dataDirectory });
    member = await becomeMember(system.running.addresses);
    ({ token } = await logInByApi(system.running.addresses.piste, member));
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await system.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }, START_TIMEOUT_MS);

  it('leaves no process and no open port after SIGTERM', async () => {
    const processes = system.processes();
    expect(processes.length).toBeGreaterThan(5);
    expect(await system.stop('SIGTERM')).toBe(0);
    expect(processes.filter(isAlive)).toEqual([]);
    const addresses = Object.values(system.running.addresses);
    const answering = await Promise.all(
      addresses.map(async (address) => ((await isOpen(address)) ? [address] : [])),
    );
    expect(answering.flat()).toEqual([]);
  });

  it(
    'keeps accounts and sessions, and stops on Ctrl-C as well',
    async () => {
      system = await startSystem({ dataDirectory });
      const { account } = await logInByApi(system.running.addresses.piste, member);
      expect(account.email).toBe(member.email);
      const answer = await fetch(`${system.running.addresses.piste}/user/get`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
      const processes = system.processes();
      expect(await system.stop('SIGINT')).toBe(0);
      expect(processes.filter(isAlive)).toEqual([]);
    },
    START_TIMEOUT_MS,
  );
});

/** Whether anything listens there; `address` is a URL or host:port. */
function isOpen(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address.includes('://') ? address : `tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
