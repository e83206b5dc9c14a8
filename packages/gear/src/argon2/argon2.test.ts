import { beforeAll, describe, expect, it } from '@jest/globals';
import * as second from 'argon2';
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Argon2, type Argon2Settings } from './argon2.ts';

const settings: Argon2Settings = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  inFlight: 2,
  queueMax: 64,
};
const argon2 = new Argon2(settings);

describe('a password hash', () => {
  it('is Argon2id with 19 MiB, two passes, one lane and its own salt (OWASP)', async () => {
    const [one, two] = await Promise.all([argon2.hash('correct horse'), argon2.hash('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(two);
  });

  it('verifies its password and no other', async () => {
    const phc = await argon2.hash('pässwörd 🏂');
    expect(await argon2.verify(phc, 'pässwörd 🏂')).toBe(true);
    expect(await argon2.verify(phc, 'pässwörd 🏂 ')).toBe(false);
    expect(await argon2.verify('no hash', 'x')).toBe(false);
  });

  it('is not cut short', async () => {
    const long = 'x'.repeat(1_000);
    const phc = await argon2.hash(`${long}a`);
    expect(await argon2.verify(phc, `${long}b`)).toBe(false);
  });

  it("agrees with the argon2 package: each verifies the other's", async () => {
    expect(await second.verify(await argon2.hash('from here'), 'from here')).toBe(true);
    const theirs = await second.hash('from there', { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    expect(await argon2.verify(theirs, 'from there')).toBe(true);
    expect(await argon2.verify(theirs, 'from elsewhere')).toBe(false);
  });

  it('is to be made again when the parameters have changed', async () => {
    const phc = await argon2.hash('x');
    expect(argon2.needsRehash(phc)).toBe(false);
    expect(new Argon2({ ...settings, timeCost: 3 }).needsRehash(phc)).toBe(true);
    expect(new Argon2({ ...settings, memoryCost: 32_768 }).needsRehash(phc)).toBe(true);
    expect(argon2.needsRehash(phc.replace('argon2id', 'argon2i'))).toBe(true);
    expect(argon2.needsRehash('no hash')).toBe(true);
  });
});

describe('an account that does not exist', () => {
  it('costs what an account that exists costs, and is never let in', async () => {
    const phc = await argon2.hash('x');
    expect(await argon2.verifyDummy('x')).toBe(false);
    expect(await argon2.verifyDummy('')).toBe(false);
    const timed = async (work: () => Promise<unknown>) => {
      const startedAt = performance.now();
      for (let turn = 0; turn < 10; turn += 1) await work();
      return performance.now() - startedAt;
    };
    const existing = await timed(() => argon2.verify(phc, 'y'));
    const absent = await timed(() => argon2.verifyDummy('y'));
    expect(absent / existing).toBeGreaterThan(0.4);
    expect(absent / existing).toBeLessThan(2.5);
  });

  it('is refused like any other while the queue is full, and judged afterwards', async () => {
    const full = new Argon2({ ...settings, inFlight: 1, queueMax: 0 });
    const running = full.hash('busy');
    await expect(full.verifyDummy('x')).rejects.toMatchObject({ status: 503 });
    await running;
    expect(await full.verifyDummy('x')).toBe(false);
  });
});

describe('a flood of passwords', () => {
  const small = new Argon2({ ...settings, inFlight: 1, queueMax: 4 });

  it.each<[string, () => Promise<unknown>]>([
    ['to hash', () => small.hash('x')],
    ['to verify', async () => small.verify(phc, 'x')],
    ['to verify without an account', async () => small.verifyDummy('x')],
  ])('%s keeps few in flight, some waiting, and refuses the rest with Retry-After', async (_, work) => {
    await small.verifyDummy('x');
    const results = await Promise.allSettled(Array.from({ length: 20 }, work));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(results.filter(({ status }) => status === 'rejected')[0]).toMatchObject({
      reason: { status: 503, code: 'unavailable', headers: { 'Retry-After': '2' } },
    });
    expect(small.load).toBe(0);
  });

  it('can be told beforehand that there is no room, and that there is again', async () => {
    small.assertRoom();
    const flood = Array.from({ length: 5 }, () => small.hash('x'));
    expect(() => small.assertRoom()).toThrow(expect.objectContaining({ status: 503, code: 'unavailable' }));
    await Promise.all(flood);
    small.assertRoom();
  });

  it('refuses none of the hashes of work that had its place before, and no such work takes two places', async () => {
    const others = Promise.withResolvers<undefined>();
    const work = async () => {
      await others.promise;
      return small.verify(await small.hash('x'), 'x');
    };
    const placed = Array.from({ length: 5 }, () => small.withPlace(work));
    let begun = false;
    const refused = small.withPlace(() => Promise.resolve((begun = true)));
    await expect(refused).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
    expect(begun).toBe(false);
    await expect(small.hash('x')).rejects.toMatchObject({ status: 503 });
    expect(small.load).toBe(0);
    others.resolve(undefined);
    expect(await Promise.all(placed)).toEqual([true, true, true, true, true]);
    small.assertRoom();
  });

  it('is hashed one for each core, three at most, unless told otherwise', async () => {
    const byCores = new Argon2({ ...settings, inFlight: undefined, queueMax: 0 });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => byCores.hash('x')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(
      Math.min(availableParallelism(), 3),
    );
  });

  it('gives a place back when its work fails', async () => {
    const all = (work: () => Promise<unknown>) =>
      Promise.allSettled(Array.from({ length: 5 }, () => small.withPlace(work)));
    await all(() => Promise.reject(new Error('wrong')));
    expect((await all(() => small.hash('x'))).map(({ status }) => status)).toEqual(
      Array.from({ length: 5 }, () => 'fulfilled'),
    );
  });

  let phc: string;
  beforeAll(async () => {
    phc = await argon2.hash('x');
  });
});

describe('the binding', () => {
  it('is imported once, and again only after the import failed', async () => {
    let imports = 0;
    const binding = await import('@node-rs/argon2');
    const importBinding = async () => {
      imports += 1;
      if (imports === 1) throw new Error('no such file');
      return binding;
    };
    const lazy = new Argon2(settings, importBinding);
    await expect(lazy.hash('x')).rejects.toThrow('no such file');
    const phc = await lazy.hash('x');
    expect(await lazy.verify(phc, 'x')).toBe(true);
    expect(imports).toBe(2);
  });
  it('is imported at the start, which fails where there is none for the machine', async () => {
    let imports = 0;
    const prepared = new Argon2(settings, () => {
      imports += 1;
      return import('@node-rs/argon2');
    });
    await prepared.prepare();
    await prepared.hash('x');
    expect(imports).toBe(1);
    const foreign = new Argon2(settings, () => Promise.reject(new Error('another machine')));
    await expect(foreign.prepare()).rejects.toThrow('another machine');
  });
});

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('the threads that hash', () => {
  const program = fileURLToPath(new URL('../testing/hashing-process.ts', import.meta.url));
  const prioritiesSchema = z.object({ eventLoop: z.number(), pool: z.array(z.number()).min(1) });

  it.each([true, false])('step back behind the event loop if that is asked for: %s', async (lowPriority) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--conditions=source',
      program,
      String(lowPriority),
    ]);
    const { eventLoop, pool } = prioritiesSchema.parse(JSON.parse(stdout));
    // The lowest priority there is on Linux is 19, which the tests may have already.
    for (const priority of pool)
      if (lowPriority) expect(priority).toBeGreaterThan(Math.min(eventLoop, 18));
      else expect(priority).toBe(eventLoop);
  });
});
