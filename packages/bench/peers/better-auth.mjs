/** better-auth as its documentation sets it up, with our password hash: sessions in Postgres, or in Redis as secondary storage. */
import { createServer } from 'node:http';
import { verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { Redis } from 'ioredis';
import pg from 'pg';

const { POSTGRES, REDIS, SECRET, PORT, SCHEMA, SESSIONS, ORIGIN } = process.env;
const pool = new pg.Pool({ connectionString: POSTGRES, max: 10, options: `-c search_path=${SCHEMA}` });

function secondaryStorage() {
  const redis = new Redis(`redis://${REDIS}`, { keyPrefix: `${SCHEMA}:` });
  return {
    get: (key) => redis.get(key),
    set: (key, value, ttl) => (ttl ? redis.set(key, value, 'EX', ttl) : redis.set(key, value)),
    delete: async (key) => void (await redis.del(key)),
  };
}

const options = {
  database: pool,
  baseURL: ORIGIN,
  secret: SECRET,
  emailAndPassword: {
    enabled: true,
    password: { verify: ({ hash, password }) => verify(hash, password) },
  },
  rateLimit: { enabled: false },
  logger: { disabled: true },
  telemetry: { enabled: false },
  ...(SESSIONS === 'redis' ? { secondaryStorage: secondaryStorage() } : {}),
};
await (await getMigrations(options)).runMigrations();
createServer(toNodeHandler(betterAuth(options))).listen(Number(PORT), '127.0.0.1');
