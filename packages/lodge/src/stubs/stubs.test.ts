import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Lodge, startLodge } from '../index.ts';

jest.setTimeout(60_000);

let lodge: Lodge;

beforeAll(async () => {
  lodge = await startLodge({ services: ['stubs'] });
});
afterEach(() => steer({ reset: true }));
afterAll(() => lodge.stop());

describe('the breach list stub', () => {
  it('lists the hash suffix of a breached password', async () => {
    const { prefix, suffix } = hashOf('password');

    expect(await linesOf(prefix)).toContainEqual(expect.stringMatching(new RegExp(`^${suffix}:[1-9]\\d*$`)));
    expect(await linesOf(prefix.toLowerCase())).toHaveLength(1);
  });

  it('does not list another password', async () => {
    expect(await linesOf(hashOf('never-seen-before-7391').prefix)).toEqual([]);
  });

  it('pads its answer with made-up hashes with a count of 0 when asked to', async () => {
    const lines = await linesOf(hashOf('password').prefix, { 'Add-Padding': 'true' });

    expect(lines.length).toBeGreaterThanOrEqual(800);
    expect(lines.filter((line) => !line.endsWith(':0'))).toHaveLength(1);
    expect(lines.every((line) => /^[0-9A-F]{35}:\d+$/.test(line))).toBe(true);
  });

  it('refuses a malformed prefix', async () => {
    expect((await fetch(`${lodge.stubs.endpoint}/range/xyz`)).status).toBe(400);
  });

  it('can be steered to know more passwords', async () => {
    const { prefix, suffix } = hashOf('leaked-just-now-2210');

    await steer({ breach: { passwords: ['leaked-just-now-2210'] } });

    expect((await linesOf(prefix))[0]).toContain(suffix);
  });

  it('can be steered to fail and to be slow', async () => {
    await steer({ breach: { status: 503 } });
    await steer({ breach: { delayMs: 300 } });
    const began = performance.now();

    const { status } = await fetch(`${lodge.stubs.endpoint}/range/00000`);

    expect(status).toBe(503);
    expect(performance.now() - began).toBeGreaterThan(290);
  });
});

describe('the trace collector stub', () => {
  const send = (body: string) =>
    fetch(`${lodge.stubs.endpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
  const collected = async (): Promise<unknown> => (await fetch(`${lodge.stubs.endpoint}/traces`)).json();

  it('lists what was exported, until a reset', async () => {
    expect((await send('{"resourceSpans":[]}')).status).toBe(200);
    expect(await collected()).toEqual([{ resourceSpans: [] }]);

    await steer({ reset: true });

    expect(await collected()).toEqual([]);
  });

  it('refuses a body that is not JSON', async () => {
    expect((await send('protobuf')).status).toBe(400);
    expect(await collected()).toEqual([]);
  });
});

describe('the captcha stub', () => {
  it('passes a response that begins with pass, with the action that it names', async () => {
    const verdict = await verify({ secret: 'key', response: 'pass:login' });

    expect(verdict).toEqual({
      success: true,
      score: 0.9,
      action: 'login',
      hostname: 'localhost',
      challenge_ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      'error-codes': [],
    });
  });

  it.each([
    [{ secret: 'key', response: 'robot' }, ['invalid-input-response']],
    [{ secret: 'key' }, ['missing-input-response']],
    [{ response: 'pass' }, ['missing-input-secret']],
  ])('refuses %j', async (form, errors) => {
    expect(await verify(form)).toMatchObject({ success: false, 'error-codes': errors });
  });

  it('can be steered to a verdict and to fail', async () => {
    await steer({ captcha: { success: false } });
    expect(await verify({ secret: 'key', response: 'pass' })).toMatchObject({ success: false });

    const robot = {
      score: 0.1,
      action: 'signup',
      hostname: 'evil.example',
      challenge_ts: '2020-01-01T00:00:00Z',
    };
    await steer({ captcha: { success: true, ...robot } });
    expect(await verify({ secret: 'key', response: 'x' })).toMatchObject({ success: true, ...robot });

    await steer({ captcha: { status: 429 } });
    const response = await fetch(`${lodge.stubs.endpoint}/recaptcha/api/siteverify`, { method: 'POST' });
    expect(response.status).toBe(429);
  });
});

describe('steering the stubs', () => {
  it('ends with a reset', async () => {
    await steer({ breach: { status: 503 }, captcha: { success: false } });

    await steer({ reset: true });

    expect((await fetch(`${lodge.stubs.endpoint}/range/00000`)).status).toBe(200);
    expect(await verify({ secret: 'key', response: 'pass' })).toMatchObject({ success: true });
  });

  it('refuses unknown keys, so that a misspelt test fails', async () => {
    const response = await steer({ breach: { stauts: 503 } });

    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Expected { breach?');
    expect((await steer('not JSON')).status).toBe(400);
  });

  it('lists the requests that arrived', async () => {
    await linesOf('00000', { 'Add-Padding': 'true' });
    await verify({ secret: 'key', response: 'pass' });

    const requests = await (await fetch(`${lodge.stubs.endpoint}/requests`)).json();

    expect(requests).toMatchObject([
      { method: 'GET', path: '/range/00000', headers: { 'add-padding': 'true' } },
      { method: 'POST', path: '/recaptcha/api/siteverify' },
    ]);
  });
});

function hashOf(password: string): { prefix: string; suffix: string } {
  const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
  return { prefix: hash.slice(0, 5), suffix: hash.slice(5) };
}

async function linesOf(prefix: string, headers: Record<string, string> = {}): Promise<string[]> {
  const response = await fetch(`${lodge.stubs.endpoint}/range/${prefix}`, { headers });
  return (await response.text()).split('\r\n').filter(Boolean);
}

async function verify(form: Record<string, string>): Promise<unknown> {
  const url = `${lodge.stubs.endpoint}/recaptcha/api/siteverify`;
  return (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).json();
}

async function steer(change: unknown): Promise<Response> {
  const body = typeof change === 'string' ? change : JSON.stringify(change);
  return fetch(`${lodge.stubs.endpoint}/steer`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
}
