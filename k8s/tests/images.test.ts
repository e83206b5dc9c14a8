import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { services } from '../../services.ts';
import { workloadsOf } from '../checks/pods.ts';
import { overlayNames, renderedObjects, root } from '../rendering/overlays.ts';

const read = (path: string) => readFileSync(`${root}../${path}`, 'utf8');

const dockerfiles: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    services.map(({ name, kind }) => [name, `docker/${kind === 'node' ? 'service' : 'web'}.Dockerfile`]),
  ),
  migrate: 'docker/service.Dockerfile',
  lodge: 'docker/lodge.Dockerfile',
};

const workloads = overlayNames().flatMap((overlay) =>
  workloadsOf(renderedObjects(overlay)).map((workload) => ({ overlay, ...workload })),
);
const ours = workloads.flatMap(({ overlay, name, pod, containers }) => {
  const dockerfile = dockerfiles[name];
  const [container] = containers;
  return dockerfile === undefined || container === undefined
    ? []
    : [{ overlay, name, pod, container, text: read(dockerfile) }];
});

describe('what manifests say of our images', () => {
  it.each(ours)('is what the Dockerfile says: $name in $overlay', ({ pod, container, text }) => {
    const [, uid, gid] = /^USER (\d+):(\d+)$/m.exec(text) ?? [];
    expect(pod.securityContext).toMatchObject({ runAsUser: Number(uid), runAsGroup: Number(gid) });
    const exposed = /^EXPOSE (.+)$/m.exec(text)?.[1]?.split(' ').map(Number);
    for (const { containerPort } of container.ports) expect(exposed).toContain(containerPort);
    expect(container.command).toBeUndefined();
  });

  it('starts migrations by a file that the image has: a source of it is compiled to that place', () => {
    const args = ours
      .filter(({ name }) => name === 'migrate')
      .flatMap(({ container }) => container.args ?? []);
    expect(new Set(args)).toEqual(new Set(['dist/migrate.js']));
    const owners = services.filter(({ migrations }) => migrations);
    expect(owners.filter(({ folder }) => !existsSync(`${root}../${folder}/src/migrate.ts`))).toEqual([]);
    expect(read('docker/service.Dockerfile')).toMatch(/^WORKDIR \/app\/services\/\$\{SERVICE\}$/m);
  });

  it('asks nginx for its health where it answers', () => {
    const configuration = read('docker/nginx/powder.conf');
    expect(configuration).toMatch(/listen 9080;[^]*location = \/healthz/);
    const paths = ours
      .filter(({ name }) => services.some((one) => one.kind === 'page' && one.name === name))
      .flatMap(({ container: { startupProbe, livenessProbe, readinessProbe } }) =>
        [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet?.path),
      );
    expect(new Set(paths)).toEqual(new Set(['/healthz']));
  });

  it('names the same images of others as compose does', () => {
    const compose = new Set(
      [...read('docker/compose.yaml').matchAll(/@(sha256:[0-9a-f]{64})/g)].map(([, digest]) => digest),
    );
    const others = workloads
      .filter(({ name }) => ['postgres', 'valkey'].includes(name))
      .flatMap(({ containers }) => containers.map(({ image }) => image.replace(/^.*@/, '')));
    expect(others.length).toBeGreaterThan(0);
    for (const digest of others) expect(compose).toContain(digest);
  });
});
