import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadEnvironments } from '../../synthesis/load-environments.ts';
import { secretsPath } from '../../naming.ts';
import { externalSecrets } from './external-secrets.ts';
import { infraEnv } from './infra-env.ts';

const environments = await loadEnvironments();
const overlays = join(import.meta.dirname, '..', '..', '..', '..', 'k8s', 'overlays');
const committed = (name: string, file: string) => readFileSync(join(overlays, name, file), 'utf8');

/** `NAME=value` lines. */
const settingsIn = (text: string) =>
  new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('GNAR_'))
      .map((line): [string, string] => {
        const [name = '', ...value] = line.split('=');
        return [name, value.join('=')];
      }),
  );

describe.each(environments)('what the overlay $name has from infra', (environment) => {
  const { name } = environment;
  const settings = settingsIn(committed(name, 'infra.env'));

  it('is as infra:outputs writes it: where the secrets are', () => {
    const written = externalSecrets({
      environment,
      parameterOf: (secret) => `${secretsPath(environment)}/GNAR_${secret}`,
      present: new Set(),
      ownerSecretArn: settings.get('GNAR_PG_OWNER_SECRET_ARN') ?? '',
    });
    expect(committed(name, 'external-secrets.yaml')).toBe(written);
  });

  it('is as infra:outputs writes it: the settings', () => {
    expect(committed(name, 'infra.env')).toBe(infraEnv(name, settings));
  });
});
