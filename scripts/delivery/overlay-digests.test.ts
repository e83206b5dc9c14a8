import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from '../root.ts';
import { deployedEnvironments, environmentNamed, isSetUp, readTarget, serviceImages } from './environment.ts';
import { deployedFiles, digestsIn, withDigests } from './overlay-digests.ts';

const registry = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/gnar-staging';
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const [first = '', ...others] = serviceImages;
const images = Object.fromEntries(
  serviceImages.map((image, index) => [image, `${registry}/${image}@${digest(String(index + 1))}`]),
);
const textOf = (environment: string) =>
  readFileSync(join(root, 'k8s', 'overlays', environment, 'images', 'kustomization.yaml'), 'utf8');

const kustomizationSchema = z.looseObject({
  resources: z.array(z.string()).default([]),
  components: z.array(z.string()).default([]),
});

/** Every folder that a folder is rendered from, itself included. */
function sourcesOf(folder: string): string[] {
  const text = readFileSync(join(folder, 'kustomization.yaml'), 'utf8');
  const { resources, components } = kustomizationSchema.parse(parse(text));
  const below = [...resources, ...components].filter((path) => !/\.ya?ml$/.test(path));
  return [folder, ...below.flatMap((path) => sourcesOf(join(folder, path)))];
}

describe.each(deployedEnvironments)('the images of %s', (environment) => {
  it('are in no rendered file but those that a deployment renders with them', () => {
    const overlays = join(root, 'k8s', 'overlays');
    const own = join(overlays, environment, 'images');
    const depending = readdirSync(overlays).filter((name) => sourcesOf(join(overlays, name)).includes(own));
    expect(depending.map((name) => `k8s/rendered/${name}.yaml`)).toEqual(
      deployedFiles(environment).filter((file) => file.startsWith('k8s/rendered/')),
    );
  });

  it('are the only thing that a deployment changes in the overlay', () => {
    const before = textOf(environment);
    const after = withDigests(before, images);
    expect(digestsIn(after)).toEqual(images);
    const changed = after.split('\n').filter((line, index) => line !== before.split('\n')[index]);
    expect(changed).toHaveLength(2 * serviceImages.length);
    expect(changed.every((line) => /^ {4}(newName|digest): /.test(line))).toBe(true);
  });

  it('can be restored', () => {
    const before = withDigests(textOf(environment), images);
    const after = withDigests(before, { ...images, [first]: `${registry}/${first}@${digest('d')}` });
    expect(withDigests(after, digestsIn(before)!)).toBe(before);
  });

  it('are read from the account, region and host of the environment', () => {
    const target = readTarget(environment);
    expect(
      Object.values(target.registries).every((each) => each.includes(`.dkr.ecr.${target.region}.`)),
    ).toBe(true);
    expect(target.appHost).toMatch(/^app\./);
  });
});

describe('image digests', () => {
  it('are no state to roll back to before the first build', () => {
    const never = withDigests(textOf('staging'), {
      ...images,
      [first]: `${registry}/${first}@${digest('0')}`,
    });
    expect(digestsIn(never)).toBeUndefined();
  });

  it.each(['a tag', `${registry}/${first}:latest`, `${registry}/${first}@sha256:abc`])(
    'are never written as %s',
    (image) => {
      const text = withDigests(textOf('staging'), { ...images, [first]: image });
      expect(() => digestsIn(text)).toThrow();
    },
  );

  it('are refused for a service that the overlay does not have', () => {
    expect(() => withDigests(`images:\n  - name: gnar/${first}\n`, images)).toThrow(`gnar/${others[0]}`);
  });
});

describe('the environment of a deployment', () => {
  it('must be a known name, so that no text of a message reaches a command', () => {
    expect(environmentNamed('production')).toBe('production');
    for (const word of ['../production', 'staging; rm -rf /', '--help', '', undefined]) {
      expect(() => environmentNamed(word)).toThrow('Name an environment');
    }
  });

  it('gets no delivery while it has no AWS account', () => {
    const target = { name: 'staging', appHost: 'app.example.com', region: 'eu-west-1', roles: {} } as const;
    const nowhere = Object.fromEntries(
      serviceImages.map((image) => [image, `000000000000.dkr.ecr/${image}`]),
    );
    expect(isSetUp({ ...target, registries: nowhere })).toBe(false);
    expect(isSetUp({ ...target, registries: { ...nowhere, [first]: `${registry}/${first}` } })).toBe(true);
  });
});
