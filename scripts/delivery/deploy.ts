import { randomUUID } from 'node:crypto';
import { environmentNamed, readTarget } from './environment.ts';
import { takeRole } from './identity.ts';
import { builtCommit, readPublished } from './images.ts';
import { deployedFiles, writeDigests } from './overlay-digests.ts';
import { program } from './program.ts';
import { deployMessage, Repository } from './repository.ts';
import { needTools, writeDockerConfig } from './tools.ts';
import { signerOf, verifySignatures } from './verify.ts';

/**
 * Deploys what was published and this pipeline has signed: writes its digests into the repository, which is the state that Argo CD brings about.
 * `node scripts/bootstrap.mjs scripts/delivery/deploy.ts staging`
 */
const target = readTarget(environmentNamed(process.argv[2]));
const images = await readPublished();
if (images === undefined) {
  console.log('Nothing was published: nothing to deploy.');
} else {
  await needTools('docker', 'buildx', 'kubectl', 'cosign', 'ecr-login');
  const commit = await builtCommit();
  await takeRole(target);
  await writeDockerConfig(Object.values(target.registries));
  await verifySignatures(images, signerOf(process.env));
  // The registry keeps releases apart from builds, so that no image of a running pod is cleaned away.
  const release = `release-${commit.slice(0, 12)}-${randomUUID().slice(0, 8)}`;
  for (const image of Object.values(images)) {
    const name = image.split('@')[0] ?? image;
    await program('docker', ['buildx', 'imagetools', 'create', '--tag', `${name}:${release}`, image]);
  }
  const repository = new Repository();
  const write = () => writeDigests(target.name, images, repository.place);
  const deployment = await repository
    .commit(deployMessage(target.name, commit), deployedFiles(target.name), write)
    .finally(() => repository.close());
  console.log(deployment === undefined ? 'These images run already.' : `Deployed by ${deployment}`);
}
