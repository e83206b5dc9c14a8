import type { CacheUser } from '../cache-user.ts';
import { CommandError } from '../command-error.ts';
import { foundersSecrets, generatedSecrets, generateSecret, type Secrets } from '../secrets.ts';
import type { Terminal } from '../terminal.ts';

export interface SecretParts {
  readonly secrets: Secrets;
  readonly terminal: Terminal;
  /** None where the cache runs in the cluster. */
  readonly cacheUser?: CacheUser | undefined;
}

/**
 * Makes the secrets that are missing and gives ElastiCache its password, when it has none. What is there stays as it is:
 * a second call changes nothing.
 */
export async function keepSecrets({ secrets, terminal, cacheUser }: SecretParts): Promise<void> {
  const present = await secrets.present();
  for (const name of generatedSecrets) {
    if (present.has(name)) continue;
    await secrets.write(name, generateSecret(name));
    terminal.say(`  made ${secrets.parameter(name)}`);
  }
  if (cacheUser !== undefined && !(await cacheUser.hasPassword())) {
    await cacheUser.setPasswords(await secrets.read('REDIS_PASSWORD'));
    terminal.say('  gave the cache its password');
  }
  for (const name of foundersSecrets.filter((one) => !present.has(one))) {
    terminal.say(`  not there, needed only for ${purposes[name]}: ${secrets.parameter(name)}`);
  }
}

const purposes: Readonly<Record<(typeof foundersSecrets)[number], string>> = {
  RECAPTCHA_SECRET_KEY: 'reCAPTCHA',
  PEER_SECRET_KEYS: 'keys between the services that do not follow from the key of the tokens',
};

const consequences: Readonly<Record<(typeof generatedSecrets)[number], string>> = {
  JWT_SECRET_KEY: 'Every person is asked to log in again once the services have started anew.',
  PG_PASSWORD:
    'The next deploy gives it to the database’s role; until then the services keep their connections.',
  REDIS_PASSWORD: 'The cache takes the old and the new one until you rotate again.',
};

/**
 * Replaces one secret. The cluster fetches it within its refresh interval; deploy to start the services anew.
 * @throws CommandError for a name that is none of ours to make
 */
export async function rotateSecret(
  name: string,
  { secrets, terminal, cacheUser }: SecretParts,
): Promise<void> {
  const secret = generatedSecrets.find((one) => one === name.replace(/^GNAR_/, ''));
  if (secret === undefined) {
    throw new CommandError(`There is no secret "${name}" to rotate: ${generatedSecrets.join(', ')}.`);
  }
  const value = generateSecret(secret);
  if (secret === 'REDIS_PASSWORD' && cacheUser !== undefined) {
    // First the cache, then the store: at every moment what the store says gets in.
    await cacheUser.setPasswords(await secrets.read(secret), value);
  }
  await secrets.write(secret, value, { replace: true });
  terminal.say(`  replaced ${secrets.parameter(secret)}. ${consequences[secret]}`);
}
