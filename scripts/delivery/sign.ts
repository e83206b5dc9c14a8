import { environmentNamed, readTarget } from './environment.ts';
import { takeRole } from './identity.ts';
import { readPublished } from './images.ts';
import { program } from './program.ts';
import { needTools, writeDockerConfig } from './tools.ts';

/**
 * Signs what was published, without a key: the certificate says which repository, branch and pipeline it was, and the signature
 * is written into a public log. `node scripts/bootstrap.mjs scripts/delivery/sign.ts staging`
 *
 * cosign finds the run's own token by itself: GitHub's on request, GitLab's in SIGSTORE_ID_TOKEN.
 */
const target = readTarget(environmentNamed(process.argv[2]));
const images = await readPublished();
if (images === undefined) {
  console.log('Nothing was published: nothing to sign.');
} else {
  await needTools('docker', 'cosign', 'ecr-login');
  await takeRole(target);
  await writeDockerConfig(Object.values(target.registries));
  for (const image of Object.values(images)) await program('cosign', ['sign', '--yes', '--recursive', image]);
}
