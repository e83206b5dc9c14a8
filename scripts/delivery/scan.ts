import { existsSync } from 'node:fs';
import { environmentNamed, readTarget } from './environment.ts';
import { takeRole } from './identity.ts';
import { archiveOf, clusterImages, readPublished } from './images.ts';
import { program, tryProgram } from './program.ts';
import { needTools, writeDockerConfig } from './tools.ts';

/**
 * Looks for known holes in the images, and whether every package of the lock file was signed by its registry. A hole that is
 * grave and has a remedy stops the pipeline; one without a remedy is shown. With the name of an environment: in what was just
 * published there, for both kinds of machine. `node scripts/bootstrap.mjs scripts/delivery/scan.ts [staging]`
 */
await needTools('grype');
const environment = process.argv[2];
const failed: string[] = [];
for (const { source, platform } of await sources()) {
  console.log(`\n${source} ${platform}`);
  const args = [
    source,
    '--platform',
    platform,
    '--fail-on',
    'high',
    '--only-fixed',
    '--config',
    'scripts/delivery/grype.yaml',
  ];
  const { code } = await tryProgram('grype', args);
  if (code !== 0) failed.push(`${source} ${platform}`);
}
// A package whose signature is missing or wrong may be forged.
if (environment === undefined) await program('npm', ['audit', 'signatures']);
if (failed.length > 0) throw new Error(`Grave holes that have a remedy: ${failed.join(', ')}`);

async function sources() {
  if (environment === undefined) {
    const missing = clusterImages.filter((image) => !existsSync(archiveOf(image)));
    if (missing.length > 0) throw new Error(`Not built: ${missing.join(', ')} (scripts/delivery/build.ts)`);
    // The lodge is for laptops and never in front of people.
    const archives = clusterImages.filter((image) => image !== 'lodge').map(archiveOf);
    return archives.map((file) => ({ source: `docker-archive:${file}`, platform: 'linux/amd64' }));
  }
  const target = readTarget(environmentNamed(environment));
  const images = await readPublished();
  if (images === undefined) return [];
  await needTools('docker', 'ecr-login');
  await takeRole(target);
  await writeDockerConfig(Object.values(target.registries));
  return Object.values(images).flatMap((image) =>
    ['linux/amd64', 'linux/arm64'].map((platform) => ({ source: `registry:${image}`, platform })),
  );
}
