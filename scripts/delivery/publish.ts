import { randomUUID } from 'node:crypto';
import { environmentNamed, isSetUp, readTarget, type DeliveryTarget } from './environment.ts';
import { takeRole } from './identity.ts';
import { builtCommit, writePublished } from './images.ts';
import { pushImages } from './push-images.ts';
import { needTools, writeDockerConfig } from './tools.ts';

/**
 * Builds the services' images for both kinds of machine, with provenance and SBOM attached, and pushes them to the registry of an
 * environment. `node scripts/bootstrap.mjs scripts/delivery/publish.ts staging`
 */
const target = readTarget(environmentNamed(process.argv[2]));
if (isSetUp(target)) await publish(target);
else console.log(`${target.name} is not up yet (npm run infra:up -- ${target.name}): nothing to publish to.`);

async function publish(to: DeliveryTarget): Promise<void> {
  await needTools('docker', 'buildx', 'ecr-login');
  await takeRole(to);
  await writeDockerConfig(Object.values(to.registries));
  const commit = await builtCommit();
  // A tag never moves (the registry sees to it), so that a second run of the same commit needs one of its own.
  const tag = `build-${commit.slice(0, 12)}-${randomUUID().slice(0, 8)}`;
  await writePublished(await pushImages(to.registries, { commit, tag }));
}
