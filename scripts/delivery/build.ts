import { mkdir } from 'node:fs/promises';
import {
  archiveOf,
  bakeFile,
  bakeVariables,
  builtCommit,
  clusterImages,
  deliveryFolder,
  layerCache,
  useBuilder,
} from './images.ts';
import { program } from './program.ts';
import { needTools } from './tools.ts';

/**
 * Builds every image for the machine at hand and keeps each as an archive: what `scan` looks through and `cluster` starts, with
 * no registry and no right to one. `node scripts/bootstrap.mjs scripts/delivery/build.ts`
 */
await needTools('docker', 'buildx');
await mkdir(deliveryFolder, { recursive: true });
await useBuilder({ emulate: false });
const env = await bakeVariables(await builtCommit());
// One after the other: an archive holds one image, for one kind of machine, and no attestations.
for (const image of clusterImages) {
  const sets = [
    `${image}.platform=linux/amd64`,
    'base.platform=linux/amd64',
    `${image}.output=type=docker,dest=${archiveOf(image)}`,
    `${image}.tags=gnar/${image}:local`,
  ].flatMap((set) => ['--set', set]);
  const plain = ['--provenance=false', '--sbom=false'];
  await program(
    'docker',
    ['buildx', 'bake', '--file', bakeFile, ...layerCache([image]), ...plain, ...sets, image],
    {
      env,
    },
  );
}
