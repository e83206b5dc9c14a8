import { startTestApp, type TestAppOptions } from './test-app.ts';
import { gearTestDatabase } from './test-database.ts';

export type SessionApp = Awaited<ReturnType<typeof startSessionApp>>;

/** An app with a database of its own, in which people can log in. */
export async function startSessionApp(options: TestAppOptions) {
  const database = await gearTestDatabase();
  const environment = { ...database.environment, ...options.environment };
  const gear = await startTestApp({ ...options, environment });
  return {
    ...gear,
    environment,
    /** A new person's session. */
    async logIn() {
      const { database: db, sessions } = gear.parts;
      const user = await db.one<{ id: string }>('insert into users default values returning id');
      const opened = { userId: user?.id ?? '', ip: '127.0.0.1', device: null };
      return db.transaction((tx) => sessions.open(tx, opened));
    },
    async stop() {
      await gear.app.stop();
      await database.drop();
    },
  };
}
