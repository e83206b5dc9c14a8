import { migrate } from '@gnar/gear/database';

/** `node run-migrations.ts <folder>`: what the job `migrate` does, with the migrations of another release. */
const environment = (name: string) => {
  const value = process.env[`GNAR_PG_${name}`];
  if (!value) throw new Error(`GNAR_PG_${name} is not set`);
  return value;
};

const ran = await migrate({
  config: {
    pgEndpoint: environment('ENDPOINT'),
    pgDatabase: environment('DATABASE'),
    owner: { username: environment('OWNER_USERNAME'), password: environment('OWNER_PASSWORD') },
  },
  directory: process.argv[2] ?? '',
  grantTo: environment('USERNAME'),
});
console.log(ran.join('\n'));
