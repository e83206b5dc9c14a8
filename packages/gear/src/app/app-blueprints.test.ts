import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineBlueprint, get, reply } from '../http/index.ts';
import { GnarApp } from '../index.ts';
import { appOptions, startTestApp } from '../testing/test-app.ts';

const found = new URL('../testing/found/', import.meta.url);
const foundBroken = new URL('../testing/found-broken/', import.meta.url);

const problemSchema = z.looseObject({ code: z.string(), stack: z.string().optional() });
const problem = async (response: Response) => problemSchema.parse(await response.json());

describe('blueprints', () => {
  it('are found by themselves', async () => {
    const running = await startTestApp({ noJwt: true, blueprints: undefined, blueprintsRoot: found });
    expect(await (await running.fetch('/home')).json()).toBe('home');
    expect(await (await running.fetch('/deeper')).json()).toBe('deeper');
    await running.app.stop();
  });

  it('that do not load are served as 500 with their stack in development, and the others answer', async () => {
    const running = await startTestApp({ noJwt: true, blueprints: undefined, blueprintsRoot: foundBroken });
    expect((await running.fetch('/home')).status).toBe(200);
    const response = await running.fetch('/anything');
    expect(response.status).toBe(500);
    expect((await problem(response)).stack).toMatch(/broken\.routes\.ts[\s\S]*this module does not load/);
    expect(running.logs.saying('a blueprint could not be loaded; save a file to try again')).toHaveLength(1);
    await running.app.stop();
  });

  it('that cannot be composed leave a development server running as well', async () => {
    const running = await startTestApp({
      noJwt: true,
      compose: () => Promise.reject(new Error('half composed')),
    });
    expect((await problem(await running.fetch('/'))).stack).toContain('half composed');
    expect(running.logs.saying('compose failed; save a file to try again')).toHaveLength(1);
    await running.app.stop();
  });

  it('that do not load end a production start', async () => {
    const app = new GnarApp('broken', {
      ...appOptions(),
      production: true,
      blueprints: undefined,
      blueprintsRoot: foundBroken,
    });
    await expect(app.start()).rejects.toThrow(/broken\.routes\.ts/);
  });

  it('are refused when a path is wrong or defined twice', async () => {
    const ok = get('/:id', { auth: 'public' }, () => reply(200));
    expect(() => defineBlueprint({ prefix: 'user', routes: [] })).toThrow(/must begin with a slash/);
    const twice = defineBlueprint({ prefix: '/user', routes: [ok, ok] });
    const app = new GnarApp('twice', { ...appOptions(), production: true, blueprints: [twice] });
    await expect(app.start()).rejects.toThrow('GET /user/:id is defined twice.');
  });
});
