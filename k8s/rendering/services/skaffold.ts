import { isDeepStrictEqual } from 'node:util';
import { parse, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Service } from '../../../services.types.ts';

const named = z.looseObject({ name: z.string(), patches: z.array(z.looseObject({ path: z.string() })) });
const skaffoldSchema = z.looseObject({
  build: z.looseObject({ artifacts: z.array(z.looseObject({ image: z.string() })) }),
  profiles: z.array(named),
});

/** skaffold.yaml with an image for each service, and with each node service in the profile `reload`; the rest stays. */
export function withArtifacts(text: string, services: readonly Service[]): string {
  const { build, profiles } = skaffoldSchema.parse(parse(text));
  const others = build.artifacts.filter(({ image }) => image === 'gnar/lodge');
  const place = profiles.findIndex(({ name }) => name === 'reload');
  const kept = profiles[place]?.patches.filter(({ path }) => !path.startsWith('/build/artifacts/')) ?? [];
  const reloaded = services.flatMap((service, index) =>
    service.kind === 'node' ? [reloadOf(service, index)] : [],
  );
  const document = parseDocument(text);
  document.setIn(['build', 'artifacts'], [...services.map(artifactOf), ...others]);
  document.setIn(['profiles', place, 'patches'], [...reloaded, ...kept]);
  return isDeepStrictEqual(document.toJS(), parse(text)) ? text : document.toString({ lineWidth: 0 });
}

const artifactOf = ({ image, kind, folder }: Service) => {
  const [room, files, tests] =
    kind === 'node'
      ? (['gear', ['docker/image', 'docker/service.Dockerfile'], ['**/*.test.ts']] as const)
      : (['edge', ['docker/nginx', 'docker/web', 'docker/web.Dockerfile'], ['**/*.test.{ts,tsx}']] as const);
  return {
    image: `gnar/${image}`,
    context: '.',
    custom: {
      buildCommand: `node scripts/bootstrap.mjs scripts/delivery/skaffold-build.ts ${image}`,
      dependencies: {
        paths: ['package-lock.json', ...files, 'packages/contract', `packages/${room}`, folder],
        ignore: [...tests, '**/dist/**'],
      },
    },
  };
};

const reloadOf = ({ name, image, folder }: Service, index: number) => ({
  op: 'replace',
  path: `/build/artifacts/${index}`,
  value: {
    image: `gnar/${image}`,
    context: '.',
    docker: { dockerfile: 'k8s/reload/service.Dockerfile', buildArgs: { SERVICE: name } },
    sync: {
      manual: ['packages/{contract,gear}', folder].map((path) => ({
        src: `${path}/src/**/*.ts`,
        dest: '/app',
      })),
    },
  },
});
