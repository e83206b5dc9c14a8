import { bakeFile, builtCommit, bakeVariables, clusterImages } from './images.ts';
import { program } from './program.ts';

/**
 * Builds one image for Skaffold, which says by IMAGE what to name it: the same target of docker/bake.json that the pipelines build,
 * for the machine at hand. `IMAGE=gnar/<image>:x node scripts/bootstrap.mjs scripts/delivery/skaffold-build.ts <image>`
 */
const target = clusterImages.find((name) => name === process.argv[2]);
const { IMAGE: name = '', PUSH_IMAGE: push = 'false' } = process.env;
if (target === undefined) throw new Error(`Name an image: ${clusterImages.join(', ')}`);
if (!/^[\w./:-]+$/.test(name)) throw new Error('IMAGE is what the image is to be called.');
const here = `linux/${process.arch === 'arm64' ? 'arm64' : 'amd64'}`;
const sets = [
  `${target}.tags=${name}`,
  `${target}.platform=${here}`,
  `base.platform=${here}`,
  `${target}.output=type=${push === 'true' ? 'registry' : 'docker'}`,
].flatMap((set) => ['--set', set]);
const plain = ['--provenance=false', '--sbom=false'];
await program('docker', ['buildx', 'bake', '--file', bakeFile, ...plain, ...sets, target], {
  env: await bakeVariables(await builtCommit()),
});
