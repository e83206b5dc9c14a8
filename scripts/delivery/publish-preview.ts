import { parseArgs } from 'node:util';
import { clusterImages } from './images.ts';
import { program } from './program.ts';
import { pushImages } from './push-images.ts';
import { isCommit } from './repository.ts';
import { needTools } from './tools.ts';

/**
 * Pushes a branch's images to the forge's own registry, for its preview (k8s/argocd/previews), which knows them by the
 * commit. No role of AWS is given to branches. The password is the run's own token, by GNAR_REGISTRY_TOKEN.
 * `node scripts/bootstrap.mjs scripts/delivery/publish-preview.ts --registry ghcr.io/example/gnar --user me --commit <commit>`
 */
const { values } = parseArgs({
  options: { registry: { type: 'string' }, user: { type: 'string' }, commit: { type: 'string' } },
});
const { registry = '', user = '', commit } = values;
const token = process.env['GNAR_REGISTRY_TOKEN'] ?? '';
// Repositories may be written with capitals, images may not.
const base = registry.toLowerCase();
if (!/^[a-z0-9.-]+(\/[a-z0-9._-]+)+$/.test(base)) throw new Error('--registry is a host and a path.');
if (!isCommit(commit)) throw new Error('--commit is a whole commit.');
await needTools('docker', 'buildx');
const host = base.split('/')[0] ?? '';
await program('docker', ['login', host, '--username', user, '--password-stdin'], { input: token });
const repositories = Object.fromEntries(clusterImages.map((image) => [image, `${base}/${image}`]));
await pushImages(repositories, { commit, tag: commit });
