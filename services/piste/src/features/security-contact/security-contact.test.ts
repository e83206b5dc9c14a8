import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@gnar/gear/config';
import { pisteSchema } from '../../config.ts';
import { pagesOrigin, startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';

const PATH = '/.well-known/security.txt';
const DAY_SECONDS = 86_400;

/** The fields of the file, each once (RFC 9116). */
async function readFields(piste: PisteUnderTest): Promise<Record<string, string>> {
  const { status, text, headers } = await piste.api.get(PATH);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(text).toMatch(/^(?:[A-Z][\w-]*: \S.*\n){4}$/);
  return Object.fromEntries(
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string]),
  );
}

describe('security.txt', () => {
  let piste: PisteUnderTest;
  beforeAll(async () => {
    piste = await startPiste();
  });
  afterAll(() => piste.stop());

  it('names the sender of the emails, the languages and its own address', async () => {
    expect(await readFields(piste)).toEqual({
      Contact: 'mailto:hello@gnar.example',
      Expires: expect.any(String),
      'Preferred-Languages': 'en, fr',
      Canonical: `${pagesOrigin}${PATH}`,
    });
  });

  it('expires within a year, and never while the service runs', async () => {
    for (const days of [0, 400]) {
      piste.clock.advance(days * DAY_SECONDS);
      const ms = Date.parse((await readFields(piste))['Expires'] ?? '') - piste.clock.now().getTime();
      expect(ms).toBeGreaterThan(30 * DAY_SECONDS * 1000);
      expect(ms).toBeLessThan(365 * DAY_SECONDS * 1000);
    }
  });

  it.each(['/.well-known', '/.well-known/', '/.well-known/change-password', '/.well-known/security.txt/x'])(
    'is the only thing that is well known: %s is not found',
    async (path) => {
      expect((await piste.api.get(path)).status).toBe(404);
    },
  );

  it.each([
    [
      'the configured contact',
      { GNAR_SECURITY_CONTACT: 'https://example.com/report' },
      'https://example.com/report',
    ],
    ['a sender without a name', { GNAR_EMAIL_SENDER: 'hello@gnar.example' }, 'mailto:hello@gnar.example'],
    [
      'a sender with a quoted name and signs that a URI does not have',
      { GNAR_EMAIL_SENDER: '"Gnar <Inc>, at @" <a?b&c+d@gnar.example>' },
      'mailto:a%3Fb%26c%2Bd@gnar.example',
    ],
  ])('names %s', async (_, settings, contact) => {
    await using other = await startPiste(settings);
    expect(await readFields(other)).toMatchObject({ Contact: contact });
  });

  it.each([
    'security@example.com',
    'http://example.com/report',
    'javascript:alert(1)',
    'mailto:a@example.com\nContact: mailto:evil@example.com',
  ])('is not served with the contact %j: the service does not start', (contact) => {
    expect(() => readConfig(pisteSchema, { ...piste.environment, GNAR_SECURITY_CONTACT: contact })).toThrow(
      'GNAR_SECURITY_CONTACT',
    );
  });
});
