import { isMap, isSeq, parseDocument } from 'yaml';
import type { Manifest, Service } from '../../../services.types.ts';
import { type Data, isData } from './merge.ts';

/** Images of ours that are no service. */
const lodge = 'lodge';

/**
 * An overlay's list of images with an entry for every service: a new one as its neighbour is, but for the digest, which the
 * pipeline writes. Entries of others stay.
 */
export function withImages(text: string, services: readonly Service[]): string {
  const document = parseDocument(text);
  const list = document.get('images');
  if (!isSeq(list)) throw new Error('There is no list of images.');
  const nameOf = (item: unknown) => (isMap(item) ? String(item.get('name')) : '');
  const own = list.items.filter((item) => /^gnar\/(?!lodge$)/.test(nameOf(item)));
  const [neighbour] = own;
  if (!isMap(neighbour)) throw new Error('There is no image of a service in the list of images.');
  const like: unknown = neighbour.toJSON();
  const entries = services.map(
    ({ image }) =>
      own.find((item) => nameOf(item) === `gnar/${image}`) ??
      document.createNode(isData(like) ? entryLike(like, image) : {}),
  );
  const others = list.items.filter((item) => !own.includes(item));
  if (own.length === entries.length && entries.every((entry) => own.includes(entry))) return text;
  list.items = [...entries, ...others];
  return document.toString({ lineWidth: 0 });
}

const entryLike = (entry: Data, image: string): Data => ({
  ...entry,
  name: `gnar/${image}`,
  ...('newName' in entry && { newName: String(entry['newName']).replace(/[^/]+$/, image) }),
  ...('digest' in entry && { digest: `sha256:${'0'.repeat(64)}` }),
});

/** Names of settings of which there is one for each service or queue. */
const ofServices = /^GNAR_(?:REGISTRY_|SQS_(?:\w+_)?QUEUE_NAME$)/;

/**
 * `infra.env` with a registry for every service and a name for every queue, where `npm run infra:outputs` has not written them
 * yet: they follow from what is there, as infra names them too.
 */
export function withEnvironment(text: string, { services, queues }: Manifest): string {
  const lines = text.split('\n').filter((line) => line !== '');
  const comments = lines.filter((line) => line.startsWith('#'));
  const settings = new Map(
    lines
      .filter((line) => !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
  const repository = [...settings].find(([name]) => name.startsWith('GNAR_REGISTRY_'))?.[1] ?? '';
  const prefix = /^\/([^/]+)\//.exec(settings.get('GNAR_LOG_GROUP') ?? '')?.[1] ?? '';
  const derived = new Map<string, string>([
    ...services.map(
      ({ variable, image }) => [`GNAR_REGISTRY_${variable}`, repository.replace(/[^/]+$/, image)] as const,
    ),
    ...queues.map(({ setting, name }) => [`GNAR_${setting}`, name.replace(/^gnar/, prefix)] as const),
  ]);
  const kept = [...settings].filter(([name]) => !ofServices.test(name) || derived.has(name));
  const sorted = [...new Map([...derived, ...kept])].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [...comments, ...sorted.map(([name, value]) => `${name}=${value}`), ''].join('\n');
}

/** What a preview runs, by the commit of its branch: a line for each image, made of the first. */
export function withPreviewImages(text: string, services: readonly Service[]): string {
  const line = /^( +- \S+\/)[^/=]+(=\S+\/)[^/:]+(:\{\{ \.head_sha \}\}\n)/m;
  const all = new RegExp(`(?:${line.source})+`, 'm');
  const [, from = '', to = '', tag = ''] = line.exec(text) ?? [];
  const images = [...services.map(({ image }) => image), lodge];
  return text.replace(all, images.map((image) => `${from}${image}${to}${image}${tag}`).join(''));
}

/** What in previews of GitLab is a fork's to change: its GitLab may be its own. */
const ofGitlab = {
  generator: /^( +)gitlab:\n(?:\1 +.*\n)+/m,
  repository: /^ +repoURL: .+$/m,
  /** From a name that kustomize replaces to the image of a service. */
  registry: /=\S+(?=\/[^/:]+:\{\{ \.head_sha \}\}$)/gm,
};

/** The previews of GitHub's pull requests, for GitLab's merge requests; its place is as in the file that was there before. */
export function previewsOnGitlab(text: string, before = ''): string {
  const made = text
    .replace(
      /^(?:#.*\n)+/,
      '# Written by `npm run k8s:render` from github.yaml, which says what a preview is: change that. What stays as it is here is where\n# GitLab is: the block `gitlab`, `repoURL`, and the registry of the images.\n',
    )
    .replace(
      /^( +)github:\n +owner: (.+)\n +repo: (.+)$/m,
      "$1gitlab:\n$1  # The project's number or its path.\n$1  project: $2/$3\n$1  pullRequestState: opened",
    )
    .replaceAll('https://github.com/', 'https://gitlab.com/')
    .replaceAll('=ghcr.io/', '=registry.gitlab.com/');
  return Object.values(ofGitlab).reduce((rest, part) => {
    const [kept] = before.match(part) ?? [];
    return kept === undefined ? rest : rest.replace(part, () => kept);
  }, made);
}
