import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { FoundProgram, MissingProgram } from '@gnar/lodge/debian';
import { freePorts } from '@gnar/lodge/ports';
import { contentSecurityPolicy } from '../../../services/powder/content-security-policy.ts';
import type { RehearsedImages } from '../../rehearse/rehearsed-images.ts';
import type { Product } from '../../rehearse/start-product.ts';
import { startWeb } from '../../rehearse/start-web.ts';
import { untilAnswers } from '../../rehearse/until-answers.ts';

interface PagesUnderTest {
  readonly images: () => RehearsedImages;
  readonly product: () => Product;
  readonly nginx: FoundProgram | MissingProgram;
}

/** powder's image, served by a real nginx. */
export function describePages({ images, product, nginx }: PagesUnderTest): void {
  const ask = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${product().port('powder')}${path}`, init);
  const aScript = async () => {
    const assets = await readdir(join(images().of('powder').root, 'app/public/assets'));
    return `/assets/${assets.find((file) => /^main\..*\.js$/.test(file)) ?? ''}`;
  };

  it.each(['/', '/login', '/account/personal', '/no-such-page'])('gives the one page at %s', async (path) => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('Cache-Control')).toBe('no-cache');
    expect(await response.text()).toContain('<div id=root>');
  });

  it.each([
    ['a page', '/'],
    ['a file', '/robots.txt'],
    ['the configuration', '/config.json'],
    ['nothing', '/assets/none.js'],
    ['a refusal', '/', 'DELETE'],
  ])('sends powder’s own policy and headers with %s', async (_, path, method = 'GET') => {
    const { headers } = await ask(path, { method });
    expect(headers.get('Content-Security-Policy')).toBe(contentSecurityPolicy({ captcha: false }));
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('X-Frame-Options')).toBe('DENY');
    expect(headers.get('Server')).toBe('nginx');
  });

  it('lets a browser keep what has a hash in its name, and nothing that is not there', async () => {
    const script = await ask(await aScript());
    expect(script.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    const none = await ask('/assets/none.js');
    expect(none.status).toBe(404);
    expect(none.headers.get('Cache-Control')).toBe('no-store');
  });

  it('sends the file that was compressed beforehand', async () => {
    const path = await aScript();
    const response = await ask(path, { headers: { 'Accept-Encoding': 'gzip' } });
    const compressed = await readFile(join(images().of('powder').root, 'app/public', `${path}.gz`));
    expect(response.headers.get('Content-Encoding')).toBe('gzip');
    expect(Number(response.headers.get('Content-Length'))).toBe(compressed.length);
    expect(response.headers.get('Vary')).toBe('Accept-Encoding');
  });

  it('is alive on its health port and nowhere else', async () => {
    const health = `http://127.0.0.1:${product().port('powder health')}`;
    expect(await (await fetch(`${health}/healthz`)).json()).toEqual({ status: 'alive' });
    expect((await fetch(`${health}/`)).status).toBe(404);
    expect(await (await ask('/healthz')).text()).not.toContain('alive');
  });

  it('serves no other method than reading', async () => {
    expect((await ask('/', { method: 'POST', body: '{}' })).status).toBe(405);
  });

  it('logs no query, which may carry what must not be kept', async () => {
    await ask('/login?token=canary-in-a-query');
    expect(product().container('powder').output()).toContain('"path":"/');
    expect(product().container('powder').output()).not.toContain('canary-in-a-query');
  });

  async function withEnvironment(
    environment: Record<string, string | undefined>,
    act: (origin: string) => Promise<void>,
  ) {
    if ('missing' in nginx) throw new Error(nginx.missing);
    const folder = await mkdtemp(join(tmpdir(), 'gnar-web-'));
    const [port = 0, healthPort = 0] = await freePorts(2);
    const web = await startWeb({
      image: images().of('powder'),
      nginx,
      folder,
      port,
      healthPort,
      environment,
    });
    try {
      await untilAnswers(`http://127.0.0.1:${healthPort}/healthz`, web, 10_000);
      await act(`http://127.0.0.1:${port}`);
    } finally {
      await web.stop();
      web.forget();
      await rm(folder, { recursive: true, force: true });
    }
  }

  it('is configured when it starts, without another build', async () => {
    const siteKey = '6Lc_a-Key_of-forty-characters_0123456789';
    await withEnvironment({ GNAR_RECAPTCHA_SITE_KEY: siteKey, GNAR_PRODUCTION: 'true' }, async (origin) => {
      expect(await (await fetch(`${origin}/config.json`)).json()).toEqual({ recaptchaSiteKey: siteKey });
      const { headers: ofPage } = await fetch(origin);
      expect(ofPage.get('Content-Security-Policy')).toBe(contentSecurityPolicy({ captcha: true }));
      for (const path of ['/', '/config.json', '/robots.txt', '/assets/none.js']) {
        const { headers } = await fetch(origin + path);
        expect(headers.get('Strict-Transport-Security')).toBe('max-age=63072000; includeSubDomains');
      }
    });
    expect(await (await ask('/config.json')).json()).toEqual({});
    expect((await ask('/')).headers.get('Strict-Transport-Security')).toBeNull();
  });

  it.each([{ GNAR_RECAPTCHA_SITE_KEY: '"}<script>' }, { GNAR_PRODUCTION: 'yes' }])(
    'does not start with %j',
    async (environment) => {
      await expect(withEnvironment(environment, async () => undefined)).rejects.toThrow('is not as expected');
    },
  );
}
