import { fileURLToPath } from 'node:url';
import { freePorts } from '@gnar/lodge/ports';
import type { Request } from '../load/load.types.ts';
import { ServerProcess } from '../measure/server-process.ts';
import { addressOf, password, type World } from '../product/world.ts';

/** Another product that does the same, with the same accounts and hashes, on the same Postgres and Redis. */
export interface Peer {
  readonly name: string;
  readonly start: (options: { readonly onAllCores: boolean }) => Promise<ServerProcess>;
  /** Log-ins of the world's accounts. */
  readonly logInRequests: (count: number) => Request[];
  /** Requests that need a session, of so many accounts, which are logged in here. */
  readonly sessionRequests: (port: number, count: number) => Promise<Request[]>;
}

interface PeerSettings {
  readonly name: string;
  /** In packages/bench/peers, which has a lock file of its own. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logInPath: string;
  readonly sessionPath: string;
}

/** Cookies of better-auth's sessions belong to an origin, whatever port it really listens on. */
const ORIGIN = 'http://localhost:3000';

export async function peersOf(world: World): Promise<Peer[]> {
  const betterAuth = {
    program: 'better-auth.mjs',
    logInPath: '/api/auth/sign-in/email',
    sessionPath: '/api/auth/get-session',
  };
  const peers: PeerSettings[] = [
    {
      ...betterAuth,
      name: 'better-auth on Postgres',
      environment: { SCHEMA: 'better_auth', SESSIONS: 'postgres' },
    },
    {
      ...betterAuth,
      name: 'better-auth on Redis',
      environment: { SCHEMA: 'better_auth', SESSIONS: 'redis' },
    },
    {
      name: 'passport with express-session on Redis',
      program: 'passport.mjs',
      environment: {},
      logInPath: '/login',
      sessionPath: '/me',
    },
  ];
  await world.sql('create schema if not exists better_auth');
  return peers.map((peer) => peerOf(peer, world));
}

function peerOf({ name, program, environment, logInPath, sessionPath }: PeerSettings, world: World): Peer {
  const logInRequests = (count: number): Request[] =>
    Array.from({ length: count }, (_, account) => ({
      method: 'POST',
      path: logInPath,
      headers: { 'Content-Type': 'application/json', Origin: ORIGIN },
      body: JSON.stringify({ email: addressOf(account), password }),
    }));
  return {
    name,
    logInRequests,
    start: async ({ onAllCores }) => {
      const [port = 0] = await freePorts(1);
      const script = fileURLToPath(new URL(`../../peers/${program}`, import.meta.url));
      const server = await ServerProcess.start({
        argv: [...(onAllCores ? world.cores.all : world.cores.app), process.execPath, script],
        port,
        environment: {
          POSTGRES: world.ownerConnectionString,
          REDIS: world.lodge.redis.endpoint,
          SECRET: world.secret,
          ORIGIN,
          PORT: String(port),
          ...environment,
        },
      });
      if (program === 'better-auth.mjs') await copyAccounts(world);
      return server;
    },
    sessionRequests: (port, count) =>
      Promise.all(
        logInRequests(count).map(async ({ path, headers, body }, account) => {
          const origin = `http://127.0.0.1:${port}`;
          const response = await fetch(origin + path, { method: 'POST', headers, body });
          const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
          if (!response.ok || cookies.length === 0)
            throw new Error(`${name} answered a log-in ${response.status}`);
          const session = { Cookie: cookies.join('; ') };
          const answer = await (await fetch(origin + sessionPath, { headers: session })).text();
          // better-auth answers 200 without a session as well.
          if (!answer.includes(addressOf(account))) throw new Error(`${name} returned no session: ${answer}`);
          return { method: 'GET', path: sessionPath, headers: session };
        }),
      ),
  };
}

/** better-auth keeps its accounts in tables of its own, which it has made by now. */
async function copyAccounts({ sql }: World): Promise<void> {
  await sql(
    `insert into better_auth."user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
     select id, email, email, true, now(), now() from users where email like 'bench-%' on conflict do nothing`,
  );
  await sql(
    `insert into better_auth.account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
     select id, id, 'credential', id, password_hash, now(), now() from users where email like 'bench-%'
     on conflict do nothing`,
  );
  await sql('analyze');
}
