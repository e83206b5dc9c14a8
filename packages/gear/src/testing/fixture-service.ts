import { setTimeout as sleep } from 'node:timers/promises';
import type { Composition } from '../app/app-options.ts';
import type { EveryPart } from '../app/app-parts.ts';
import { GnarApp } from '../app/gnar-app.ts';
import { defineBlueprint } from '../http/define-blueprint.ts';
import { reply } from '../http/reply.ts';
import { get, post } from '../http/route.ts';

/** A service as a process of its own, for tests that signal and kill it. Arguments: production, noDb, name of a trap. */
const mailTo = 'kill@example.com';
const [production, noDb, trap] = process.argv.slice(2);

function compose({ database, jobs, mailer }: EveryPart): Composition {
  return {
    blueprints: [
      defineBlueprint({
        prefix: '',
        routes: [
          get('/quick', { auth: 'public' }, () => reply(200, 'quick')),
          get('/slow', { auth: 'public' }, async () => {
            await sleep(300);
            return reply(200, 'slow');
          }),
          get('/endless', { auth: 'public' }, () => sleep(60_000, reply(200))),
          get('/throw', { auth: 'public' }, () => {
            setTimeout(() => {
              throw new Error('thrown later');
            });
            return reply(202);
          }),
          get('/reject', { auth: 'public' }, () => {
            void Promise.reject(new Error('rejected later'));
            return reply(202);
          }),
          // 2 MiB of lines: more than any pipe takes.
          get('/chatter', { auth: 'public' }, ({ log }) => {
            for (let line = 0; line < 512; line += 1) log.info('x'.repeat(4_096));
            return reply(200);
          }),
          post('/mail', { auth: 'public' }, async () => {
            await database.transaction((tx) => jobs.add(tx, { kind: 'mail', payload: {} }));
            return reply(202);
          }),
        ],
      }),
    ],
    ...(noDb === 'noDb'
      ? {}
      : {
          jobs: {
            mail: async () => {
              if (trap === 'hang') {
                process.stdout.write('hanging\n');
                await sleep(60_000);
              }
              await mailer.send({ to: mailTo, subject: 'Survived', html: '<p>Hi</p>', text: 'Hi' });
            },
          },
        }),
  };
}

await new GnarApp('fixture', {
  production: production === 'production',
  noDb: noDb === 'noDb',
  noJwt: true,
  host: '127.0.0.1',
  // as: what it is asked for is switched on by the test that starts it.
  compose: (parts) => compose(parts as EveryPart),
}).run();
