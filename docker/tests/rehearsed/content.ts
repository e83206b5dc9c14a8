import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { countSize } from '../../rehearse/count-size.ts';
import { nodeServices, services } from '../../../services.ts';
import type { RehearsedImages } from '../../rehearse/rehearsed-images.ts';

const MB = 1_000_000;

const filesOf = async (root: string) => (await readdir(root, { recursive: true })).sort();

/** What the images hold, and how much. */
export function describeContent(images: () => RehearsedImages): void {
  it.each([
    ...services.map(({ image, kind }) => [image, kind === 'page' ? 5 : 15] as const),
    // Development only; what compose has for real is left out.
    ['lodge', 40] as const,
  ])('%s holds at most %i MB above its base', async (name, limit) => {
    const { files, bytes, compressedBytes } = await countSize(images().of(name).root);
    const [plain, compressed] = [bytes, compressedBytes].map((size) => (size / MB).toFixed(1));
    console.log(`${name}: ${files} files, ${plain} MB, ${compressed} MB as a registry keeps it`);

    expect(bytes).toBeLessThanOrEqual(limit * MB);
  });

  it('runs as a user who is not root, in every image', () => {
    for (const name of images().names) expect([name, images().of(name).user]).toEqual([name, '10001:10001']);
  });

  it('holds what piste reads beside its code', async () => {
    const app = join(images().of('piste').root, 'app');
    for (const file of [
      'services/piste/package.json',
      'services/piste/dist/migrations/0001_users.sql',
      'services/piste/dist/mail/templates/mail.html.mustache',
      'services/piste/dist/features/documentation/page/index.html',
      'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
      'node_modules/@node-rs/argon2/index.js',
    ]) {
      await expect(access(join(app, file))).resolves.toBeUndefined();
    }
  });

  it('holds packages that are in the bundle as manifest and licence alone, which scanners and the law ask for', async () => {
    const files = await filesOf(join(images().of('piste').root, 'app/node_modules'));
    for (const name of ['express', 'pg', 'zod', '@aws-sdk/client-ses']) {
      const ofPackage = files.filter((file) => file.startsWith(`${name}/`));
      expect(ofPackage).toContain(`${name}/package.json`);
      expect(ofPackage.filter((file) => /\.[cm]?js$/.test(file))).toEqual([]);
      expect(ofPackage.filter((file) => /licen[cs]e/i.test(file)).length).toBeGreaterThan(0);
    }
  });

  it('holds what Node compiled beforehand, readable for the user of the image', async () => {
    const cache = join(images().of('piste').root, 'app/services/piste/compile-cache');
    const [folder = '', ...others] = await readdir(cache);
    expect(others).toEqual([]);
    expect(folder).toMatch(/-10001$/);
    const files = await readdir(join(cache, folder));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect((await stat(join(cache, folder, file))).mode & 0o777).toBe(0o644);
  });

  it('holds no sources, tests, types or development tools, and maps of its own code alone', async () => {
    for (const { root } of nodeServices.map(({ image }) => images().of(image))) {
      const files = await filesOf(root);
      expect(files.filter((file) => /\.(?:ts|tsx|tsbuildinfo)$|\.test\.js$|\/testing\//.test(file))).toEqual(
        [],
      );
      const maps = files.filter((file) => file.endsWith('.map'));
      expect(maps.filter((file) => !/^app\/services\/[\w-]+\/dist\/[\w./-]+\.js\.map$/.test(file))).toEqual(
        [],
      );
      expect(maps.some((file) => file.endsWith('/dist/main.js.map'))).toBe(true);
      expect(
        files.filter((file) => /node_modules\/(?:typescript|jest|webpack|@gnar\/lodge)$/.test(file)),
      ).toEqual([]);
    }
  });

  it('holds native code for the platform of its base alone, which is glibc', async () => {
    const files = await filesOf(images().of('piste').root);
    const native = files.filter((file) => file.endsWith('.node'));
    expect(native).toHaveLength(1);
    if (process.platform === 'linux') expect(native[0]).toContain('gnu.node');
  });

  it('holds powder with compressed files beside the plain ones, and no source maps', async () => {
    const files = await filesOf(join(images().of('powder').root, 'app/public'));
    const scripts = files.filter((file) => file.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(5);
    const main = scripts.filter((file) => /assets\/(?:main|vendor)\./.test(file));
    for (const script of main)
      expect(files).toEqual(expect.arrayContaining([`${script}.gz`, `${script}.br`]));
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
    // Comes from the environment instead.
    expect(files).not.toContain('config.json');
  });
}
