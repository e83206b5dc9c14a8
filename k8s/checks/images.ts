import { broken, type Check } from './check.ts';
import { workloadsOf } from './pods.ts';

const digest = /@sha256:[0-9a-f]{64}$/;
const registry = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?\//;
/** Images of others that run beside our own. */
const others = ['docker.io/fluent/fluent-bit', 'docker.io/library/postgres', 'docker.io/valkey/valkey'];

/** Images are fixed by digest and come from a registry that is named; on a laptop our own are what was just built there. */
export const images: Check = (objects, { laptop }, { services }) =>
  workloadsOf(objects).flatMap(({ id, containers }) =>
    containers.flatMap(({ image }) => {
      const builtHere = laptop && /^gnar\/[a-z-]+:local$/.test(image);
      if (builtHere) return [];
      const ours = [...services.map((service) => service.image), 'lodge'];
      const repository = image.replace(/[:@].*$/, '');
      return broken([
        [digest.test(image), `${id}: ${image} is not fixed by a digest`],
        [!/:latest(?:@|$)/.test(image), `${id}: ${image} is whatever is latest`],
        [registry.test(image), `${id}: ${image} does not say which registry it comes from`],
        [
          others.includes(repository) || ours.some((name) => image.includes(`/${name}@`)),
          `${id}: ${image} is neither ours nor one that k8s/checks/images.ts names`,
        ],
      ]);
    }),
  );
