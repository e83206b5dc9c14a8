import { operationList } from '@gnar/contract';
import { product } from '@gnar/contract/product';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

describe('the contract', () => {
  it('has a route for each operation, and each route is in the contract', async () => {
    const pages = (route: string) => / \/(docs|openapi\.json|\.well-known)/.test(route);
    const mounts = piste.routes.filter((route) => route.startsWith('/'));
    const routes = piste.routes.filter((route) => !pages(route) && !mounts.includes(route));
    // A mount is told as its prefix and an asterisk: what is below it may be of the contract or not.
    const isMounted = (path: string) => mounts.some((prefix) => `${path}/`.startsWith(prefix.slice(0, -1)));
    const promised = operationList
      .map(({ method, path }) => ({ route: `${method.toUpperCase()} ${path}`, path }))
      .filter(({ route, path }) => routes.includes(route) || !isMounted(path))
      .map(({ route }) => route);
    expect(routes.toSorted()).toEqual(promised.toSorted());
  });

  it('is guarded as it says', async () => {
    for (const { method, path, access, token } of operationList) {
      const answer = await piste.api.call(method.toUpperCase(), path.replace(/:\w+/, 'x'), {
        as: 'Bearer nonsense',
        rawBody: method === 'get' ? undefined : '{}',
      });
      expect({ path, refused: answer.json['code'] === 'token_invalid' }).toEqual({
        path,
        refused: access !== 'public' || token === 'optional',
      });
    }
  });

  it('is served as an OpenAPI document of this version', async () => {
    const { status, json, headers } = await piste.api.get('/openapi.json');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(json).toMatchObject({
      openapi: '3.1.0',
      info: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    });
  });
});

describe('the page to read and try it', () => {
  it('has the name of the product', async () => {
    const { text } = await piste.api.get('/docs');
    expect(text).toContain(`<title>${product.fullName} API</title>`);
  });

  it('runs under a policy that forbids anything inline', async () => {
    const { text, headers } = await piste.api.get('/docs');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|style=|javascript:/);
  });

  it('finds all that it loads, from here, under its type', async () => {
    const { text } = await piste.api.get('/docs');
    const loaded = [...text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(loaded).toHaveLength(3);
    for (const path of loaded) {
      const { status, headers, text: asset } = await piste.api.get(path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe(
        path.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(asset.length).toBeGreaterThan(100);
    }
  });
});
