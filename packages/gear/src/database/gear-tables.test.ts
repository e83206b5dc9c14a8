import { randomUUID } from 'node:crypto';
import { createTestDatabase, testLodge } from '@gnar/lodge/testing';
import { expect, it } from '@jest/globals';
import { defineBlueprint } from '../http/define-blueprint.ts';
import { reply } from '../http/reply.ts';
import { get } from '../http/route.ts';
import { startTestApp } from '../testing/test-app.ts';
import { migrateTestDatabase } from '../testing/test-database.ts';

it('a service without tables of its own has sessions in an empty database after migrate()', async () => {
  const empty = await createTestDatabase({ template: 'empty', migrate: () => Promise.resolve() });
  const environment = { ...testLodge().environment(), ...empty.environment() };
  expect(await migrateTestDatabase(environment, 'up', 'none')).toContain('gear/0001_sessions');
  expect(await migrateTestDatabase(environment, 'up', 'none')).toEqual([]);

  const diary = defineBlueprint({
    routes: [get('/diary', { auth: 'required' }, ({ session }) => reply(200, { of: session.userId }))],
  });
  const running = await startTestApp({ environment, blueprints: [diary] });
  const userId = randomUUID();
  const { authorization } = await running.parts.database.transaction((tx) =>
    running.parts.sessions.open(tx, { userId, ip: '127.0.0.1', device: null }),
  );
  expect((await running.fetch('/diary')).status).toBe(401);
  const response = await running.fetch('/diary', { headers: { authorization } });
  expect([response.status, await response.json()]).toEqual([200, { of: userId }]);
  await expect(running.parts.database.run('delete from gear_migrations')).rejects.toMatchObject({
    code: '42501',
  });

  await running.app.stop();
  await empty.drop();
});
