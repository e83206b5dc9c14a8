import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { parseObjects, readKind, type KubernetesObject } from '../checks/kubernetes-object.ts';
import { modelProblems } from '../checks/models.ts';
import { unknownFields } from '../checks/unknown-fields.ts';

const k8s = join(import.meta.dirname, '..');
const argocd = join(k8s, 'argocd');
const files = ['projects', 'environments', 'platform', 'notifications'].map((name) => `base/${name}.yaml`);
const previews = ['previews/github.yaml', 'previews/gitlab.yaml'];
const read = (file: string) => readFileSync(join(argocd, file), 'utf8');
const objects = [...files, ...previews].flatMap((file) => parseObjects(read(file)));

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
const withKubectl = hasKubectl ? it : it.skip;
const build = (folder: string) => execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });

const sourceSchema = z.object({
  repoURL: z.string(),
  targetRevision: z.string(),
  chart: z.string().optional(),
  path: z.string().optional(),
  directory: z.object({ include: z.string() }).optional(),
  helm: z.object({ valuesObject: z.looseObject({}) }).optional(),
  kustomize: z
    .object({
      namespace: z.string(),
      images: z.array(z.string()),
      patches: z.array(z.object({ target: z.looseObject({}), patch: z.string() })),
    })
    .optional(),
});
const specSchema = z.object({
  project: z.string(),
  source: sourceSchema,
  destination: z.object({ server: z.string(), namespace: z.string() }),
  syncPolicy: z.object({
    automated: z.object({ prune: z.boolean(), selfHeal: z.boolean(), allowEmpty: z.boolean().optional() }),
    syncOptions: z.array(z.string()),
  }),
});
const applicationSchema = z.object({ metadata: z.object({ name: z.string() }), spec: specSchema });
const setSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    goTemplateOptions: z.array(z.string()),
    generators: z.array(z.looseObject({})),
    syncPolicy: z.object({ preserveResourcesOnDeletion: z.boolean() }),
    template: z.object({
      metadata: z.object({
        name: z.string(),
        annotations: z.record(z.string(), z.string()).optional(),
        finalizers: z.array(z.string()).optional(),
      }),
      spec: specSchema,
    }),
  }),
});
const kindSchema = z.object({ group: z.string(), kind: z.string() });
const projectSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    sourceRepos: z.array(z.string()),
    destinations: z.array(z.object({ namespace: z.string() })),
    clusterResourceWhitelist: z.array(kindSchema),
    namespaceResourceBlacklist: z.array(kindSchema).optional(),
  }),
});

const applications = readKind(objects, 'Application', applicationSchema).map(({ value }) => value);
const sets = readKind(objects, 'ApplicationSet', setSchema).map(({ value }) => value);
const [environments, ...previewSets] = sets;
const projects = new Map(
  readKind(objects, 'AppProject', projectSchema).map(({ value }) => [value.metadata.name, value.spec]),
);
const rendered = (overlay: string) =>
  parseObjects(readFileSync(join(k8s, 'rendered', `${overlay}.yaml`), 'utf8'));

/** Of the whole cluster, in what the overlays render. */
const clusterWide = new Set([
  'Namespace',
  'ClusterIssuer',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'PriorityClass',
  'ClusterRole',
  'ClusterRoleBinding',
]);
const groupOf = ({ apiVersion }: KubernetesObject) =>
  apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';

describe("Argo CD's objects", () => {
  it('are what its own definitions say, with no field beyond', async () => {
    const problems = (await Promise.all(objects.map(modelProblems))).flat();
    expect([...problems, ...unknownFields(objects).flat()]).toEqual([]);
  });

  it('are all in the folder that is applied', () => {
    const listed = readdirSync(join(argocd, 'base')).filter((file) => file !== 'kustomization.yaml');
    expect(listed.toSorted()).toEqual(files.map((file) => file.slice('base/'.length)).toSorted());
    expect(parse(read('base/kustomization.yaml'))).toMatchObject({
      resources: expect.arrayContaining(listed),
    });
  });

  withKubectl.each([
    ['staging', ['external-secrets', 'nginx-ingress']],
    ['production', ['cert-manager', 'external-secrets', 'nginx-ingress', 'prometheus', 'prometheus-adapter']],
  ] as const)('for %s bring what its cluster lacks', (environment, expected) => {
    const built = parseObjects(build(join(argocd, environment)));
    const names = readKind(built, 'Application', applicationSchema).map(({ value }) => value.metadata.name);
    expect(names.toSorted()).toEqual(expected);
    expect(built.filter(({ metadata }) => metadata.namespace !== 'argocd')).toEqual([]);
  });
});

describe('the product', () => {
  it('is applied as it was reviewed: the rendered file of the environment, and no other', () => {
    const { source } = environments!.spec.template.spec;
    expect(source).toMatchObject({ path: 'k8s/rendered', targetRevision: 'main' });
    for (const environment of ['staging', 'production']) {
      const label = '{{ index .metadata.labels "gnar.dev/environment" }}';
      const file = source.directory!.include.replace(label, environment);
      expect(readdirSync(join(k8s, 'rendered'))).toContain(file);
      expect(file).not.toMatch(/[*?{[]/);
    }
    expect(source.kustomize).toBeUndefined();
  });

  it('is set right when somebody changes it by hand, and loses what the file loses', () => {
    const { automated, syncOptions } = environments!.spec.template.spec.syncPolicy;
    expect(automated).toEqual({ prune: true, selfHeal: true, allowEmpty: false });
    expect(syncOptions).toEqual(expect.arrayContaining(['ServerSideApply=true', 'Validate=true']));
  });

  it('does not go when its ApplicationSet goes', () => {
    expect(environments!.spec.syncPolicy.preserveResourcesOnDeletion).toBe(true);
    expect(environments!.spec.template.metadata.finalizers).toBeUndefined();
  });

  it.each(['staging', 'production'])('of %s needs no kind that its project keeps out', (environment) => {
    const allowed = projects
      .get('gnar')!
      .clusterResourceWhitelist.map(({ group, kind }) => `${group}/${kind}`);
    const needed = rendered(environment).filter(({ kind }) => clusterWide.has(kind));
    expect(
      needed.map((object) => `${groupOf(object)}/${object.kind}`).filter((each) => !allowed.includes(each)),
    ).toEqual([]);
  });

  it.each(['staging', 'production'])('of %s stays in the namespaces of its project', (environment) => {
    const namespaces = new Set(rendered(environment).flatMap(({ metadata }) => metadata.namespace ?? []));
    const allowed = projects.get('gnar')!.destinations.map(({ namespace }) => namespace);
    expect([...namespaces].filter((namespace) => !allowed.includes(namespace))).toEqual([]);
    expect([...namespaces]).toContain('gnar');
  });

  it.each(['staging', 'production'])(
    'of %s is migrated before its pods change, and is shown when they run',
    (environment) => {
      const waveOf = ({ metadata }: KubernetesObject) =>
        Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
      const waves = (kind: string) =>
        rendered(environment)
          .filter((object) => object.kind === kind)
          .map(waveOf);
      const migrate = rendered(environment).find(
        ({ kind, metadata }) => kind === 'Job' && metadata.name === 'migrate',
      )!;
      expect(migrate.metadata.annotations).toMatchObject({
        'argocd.argoproj.io/hook': expect.stringMatching(/^(Pre)?Sync$/),
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      });
      expect(Math.min(...waves('Deployment'))).toBeGreaterThan(waveOf(migrate));
      expect(Math.max(...waves('ConfigMap'), ...waves('ExternalSecret'))).toBeLessThan(waveOf(migrate));
      expect(Math.min(...waves('Ingress'))).toBeGreaterThan(Math.max(...waves('Deployment')));
    },
  );
});

describe('projects', () => {
  it('take only what their applications come from, and put it only where those go', () => {
    const all = [...applications.map(({ spec }) => spec), ...sets.map(({ spec }) => spec.template.spec)];
    for (const { project, source, destination } of all) {
      const { sourceRepos, destinations } = projects.get(project)!;
      // On GitLab the founder writes another address into all of them; docs/deploy-kubernetes.md says how.
      const repository = source.repoURL.replace('https://gitlab.com/', 'https://github.com/');
      expect(sourceRepos).toContain(repository);
      const place = destination.namespace.replace(/\{\{[^}]*\}\}/g, '7');
      const fits = destinations.some(({ namespace }) =>
        new RegExp(`^${namespace.replace('*', '[a-z0-9-]+')}$`).test(place),
      );
      expect([place, fits]).toEqual([place, true]);
    }
  });

  it('of the product and of previews reach neither another namespace nor the rights of the cluster', () => {
    expect(projects.get('gnar')!.destinations.map(({ namespace }) => namespace)).toEqual([
      'gnar',
      // The log agent, which the product's file brings along.
      'logging',
    ]);
    expect(projects.get('gnar-previews')!.destinations.map(({ namespace }) => namespace)).toEqual([
      'gnar-preview-*',
    ]);
    for (const name of ['gnar', 'gnar-previews']) {
      const kinds = projects.get(name)!.clusterResourceWhitelist.map(({ kind }) => kind);
      expect(kinds.filter((kind) => /\*|Role|Webhook|CustomResource/.test(kind))).toEqual([]);
    }
    expect(projects.get('gnar-previews')!.clusterResourceWhitelist).toEqual([
      { group: '', kind: 'Namespace' },
    ]);
  });
});

describe('the platform', () => {
  it.each(applications.map((each) => [each.metadata.name, each.spec] as const))(
    '%s is a chart of one fixed version, kept as it is written',
    (_, { source, project, syncPolicy }) => {
      expect(project).toBe('platform');
      expect(source.chart).toBeDefined();
      expect(source.targetRevision).toMatch(/^v?\d+\.\d+\.\d+$/);
      expect(syncPolicy.automated).toMatchObject({ prune: true, selfHeal: true });
    },
  );

  it('listens where the load balancer of infra sends to', () => {
    const nginx = applications.find(({ metadata }) => metadata.name === 'nginx-ingress')!;
    const { service } = z
      .object({
        controller: z.object({
          ingressClass: z.object({ name: z.literal('nginx') }),
          service: z.object({
            type: z.literal('NodePort'),
            externalTrafficPolicy: z.literal('Local'),
            httpPort: z.object({ nodePort: z.number() }),
            httpsPort: z.object({ nodePort: z.number() }),
          }),
        }),
      })
      .parse(nginx.spec.source.helm!.valuesObject).controller;
    expect(nginx.spec.destination.namespace).toBe('nginx-ingress');
    const { nodeApp, nodeRedirect } = portsOfInfra();
    expect(service.httpsPort.nodePort).toBe(nodeApp);
    expect(service.httpPort.nodePort).toBe(nodeRedirect);
  });

  it('measures what the autoscalers ask for', () => {
    const text = read('base/platform.yaml');
    const schema = z.object({
      spec: z.object({
        metrics: z.array(z.object({ pods: z.object({ metric: z.object({ name: z.string() }) }).optional() })),
      }),
    });
    const asked = readKind(rendered('production'), 'HorizontalPodAutoscaler', schema).flatMap(({ value }) =>
      value.spec.metrics.flatMap(({ pods }) => pods?.metric.name ?? []),
    );
    expect(asked.length).toBeGreaterThan(0);
    for (const name of asked) expect(text).toContain(`as: ${name}`);
  });
});

describe('notifications', () => {
  const { data } = z
    .object({ data: z.record(z.string(), z.string()) })
    .parse(objects.find(({ kind }) => kind === 'ConfigMap'));

  it('are subscribed to by the product: a failed rollout starts the way back, and people hear of drift', () => {
    const prefix = 'notifications.argoproj.io/subscribe.';
    const subscribed = Object.keys(environments!.spec.template.metadata.annotations!).map((key) =>
      key.slice(prefix.length),
    );
    expect(subscribed).toEqual(
      expect.arrayContaining([
        'on-rollout-failed.forge',
        'on-rollout-failed.chat',
        'on-degraded.chat',
        'on-drift.chat',
      ]),
    );
    for (const each of subscribed) {
      const [trigger, service] = each.split('.') as [string, string];
      expect(Object.keys(data)).toEqual(
        expect.arrayContaining([`trigger.${trigger}`, `service.webhook.${service}`]),
      );
    }
  });

  it('send templates that exist, to services that exist, as JSON', () => {
    const triggers = Object.entries(data).filter(([key]) => key.startsWith('trigger.'));
    const sent = triggers.flatMap(([, text]) =>
      z
        .array(z.looseObject({ send: z.array(z.string()) }))
        .parse(parse(text))
        .flatMap(({ send }) => send),
    );
    expect(new Set(sent)).toEqual(
      new Set(
        Object.keys(data)
          .filter((key) => key.startsWith('template.'))
          .map((key) => key.slice(9)),
      ),
    );
    for (const name of sent) {
      const { webhook } = z
        .strictObject({
          webhook: z.record(z.string(), z.strictObject({ method: z.literal('POST'), body: z.string() })),
        })
        .parse(parse(data[`template.${name}`]!));
      for (const [service, { body }] of Object.entries(webhook)) {
        expect(data[`service.webhook.${service}`]).toBeDefined();
        expect(() => JSON.parse(body.replace(/\{\{[^}]*\}\}/g, 'x'))).not.toThrow();
      }
    }
  });

  it('say to the forge what its pipeline reads', () => {
    const body = JSON.parse(
      z
        .looseObject({ webhook: z.looseObject({ forge: z.looseObject({ body: z.string() }) }) })
        .parse(parse(data['template.rollout-failed']!))
        .webhook.forge.body.replace('{{ trimPrefix "gnar-" .app.metadata.name }}', 'staging')
        .replace(/\{\{[^}]*\}\}/g, 'a'.repeat(40)),
    );
    const workflow = readFileSync(join(k8s, '..', '.github', 'workflows', 'roll-back.yml'), 'utf8');
    expect(workflow).toContain(`types: [${body.event_type}]`);
    for (const key of Object.keys(body.client_payload))
      expect(workflow).toContain(`github.event.client_payload.${key}`);
  });

  it("send back only what was brought about just now: what breaks later is not the commit's doing", () => {
    const [{ when, oncePer }] = z
      .tuple([z.looseObject({ when: z.string(), oncePer: z.string() })])
      .parse(parse(data['trigger.on-rollout-failed']!));
    const [, minutes] = /startedAt\)\)\.Minutes\(\) <= (\d+)$/.exec(when.trim())!;
    // A rollout has its deadline, migrations before it have theirs.
    const deadlines = z.object({
      spec: z.looseObject({
        progressDeadlineSeconds: z.number().optional(),
        activeDeadlineSeconds: z.number().optional(),
      }),
    });
    const seconds = (kind: string) =>
      readKind(rendered('production'), kind, deadlines).map(
        ({ value: { spec } }) => (spec.progressDeadlineSeconds ?? spec.activeDeadlineSeconds)!,
      );
    const longest = Math.max(...seconds('Job')) + Math.max(...seconds('Deployment'));
    expect(Number(minutes) * 60).toBeGreaterThan(longest);
    expect(oncePer).toBe('app.status.sync.revision');
  });

  withKubectl('on GitLab start the same pipeline, by what it reads', () => {
    const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'gnar-gitlab-')));
    try {
      const up = relative(scratch, argocd);
      const kustomization = { resources: [`${up}/production`], components: [`${up}/on-gitlab`] };
      writeFileSync(join(scratch, 'kustomization.yaml'), stringify(kustomization));
      const text = build(scratch);
      const built = parseObjects(text);
      const { data: there } = z
        .object({ data: z.record(z.string(), z.string()) })
        .parse(built.find(({ kind }) => kind === 'ConfigMap'));
      const [, body] = /body: \|\n([\s\S]*?)chat:/.exec(there['template.rollout-failed']!)!;
      const names = [...body!.matchAll(/"([A-Z]+)":/g)].map(([, name]) => name!);
      const pipeline = readFileSync(join(k8s, '..', '.gitlab-ci.yml'), 'utf8');
      expect(names).toEqual(['ENVIRONMENT', 'REVISION']);
      for (const name of names) expect(pipeline).toMatch(new RegExp(`\\$\\{?${name}\\b`));
      expect(there['service.webhook.forge']).toContain('token=$forge-token&ref=main');
      expect(text).not.toContain('github.com/example');
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  it('hold no token', () => {
    expect(JSON.stringify(data)).toMatch(/Bearer \$forge-token/);
    expect(data['service.webhook.chat']).toMatch(/^url: \$chat-url$/m);
  });
});

describe('previews', () => {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'gnar-preview-')));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('are for requests with the label, by either forge, and go with them', () => {
    for (const { spec } of previewSets) {
      expect(spec.generators).toEqual([{ pullRequest: expect.anything() }]);
      expect(JSON.stringify(spec.generators)).toContain('"labels":["preview"]');
      expect(spec.syncPolicy.preserveResourcesOnDeletion).toBe(false);
      expect(spec.template.metadata.finalizers).toEqual(['resources-finalizer.argocd.argoproj.io']);
      expect(spec.template.spec.source.targetRevision).toBe('{{ .head_sha }}');
    }
    expect(previewSets).toHaveLength(2);
  });

  withKubectl.each(previewSets.map((set, index) => [previews[index]!, set] as const))(
    'by %s have a host, a namespace, images and data of their own',
    (_, { spec }) => {
      const { source, destination } = spec.template.spec;
      const filled = z
        .looseObject({})
        .parse(
          parse(
            stringify(source.kustomize, { lineWidth: 0 })
              .replaceAll('{{ .number }}', '7')
              .replaceAll('{{ .head_sha }}', 'f'.repeat(40)),
          ),
        ) as { namespace: string; images: string[]; patches: { patch: string; target: object }[] };
      // As Argo CD does it: its own words are put over those of the overlay.
      const overlay = join(k8s, '..', source.path!);
      const own = parse(readFileSync(join(overlay, 'kustomization.yaml'), 'utf8'));
      const here = relative(scratch, overlay);
      const moved = JSON.parse(
        JSON.stringify(own, (_key, value: unknown) =>
          typeof value === 'string' &&
          (/^\.\.\//.test(value) || /\.(env|yaml)$/.test(value) || value === 'images')
            ? `${here}/${value}`
            : value,
        ),
      );
      const images = filled.images.map((image) => {
        const [name, rest] = image.split('=') as [string, string];
        const at = rest.lastIndexOf(':');
        return { name, newName: rest.slice(0, at), newTag: rest.slice(at + 1) };
      });
      const over = {
        ...moved,
        namespace: filled.namespace,
        images,
        patches: [...moved.patches, ...filled.patches],
      };
      writeFileSync(join(scratch, 'kustomization.yaml'), stringify(over));
      const text = execFileSync('kubectl', ['kustomize', '--load-restrictor=LoadRestrictionsNone', scratch], {
        encoding: 'utf8',
      });
      const built = parseObjects(text);
      const host = 'pr-7.preview.staging.example.com';
      const ingress = built.find(({ kind }) => kind === 'Ingress')!;
      expect(ingress).toMatchObject({ spec: { rules: [{ host }], tls: [{ hosts: [host] }] } });
      expect(built.find(({ kind }) => kind === 'Certificate')).toMatchObject({ spec: { dnsNames: [host] } });
      expect(text).toContain(`GNAR_EMAIL_HOST: https://${host}`);
      expect(destination.namespace.replace('{{ .number }}', '7')).toBe('gnar-preview-7');
      expect(
        built.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'gnar-preview-7'),
      ).toEqual([]);
      expect(built.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)).toEqual([
        'gnar-preview-7',
      ]);
      expect(built.some(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'postgres')).toBe(
        true,
      );
      const used = [...text.matchAll(/^\s*(?:- )?image: (.*)$/gm)].map(([, image]) => image!);
      const ours = used.filter((image) => /\/(piste|off-piste|powder|lodge)[:@]/.test(image));
      expect(new Set(ours.map((image) => image.split(':')[1]))).toEqual(new Set(['f'.repeat(40)]));
      expect(text).not.toContain('000000000000.dkr.ecr');
    },
  );
});

/** By its text: infra is a room of its own, which k8s imports nothing from. */
function portsOfInfra(): Readonly<Record<string, number>> {
  const text = readFileSync(join(k8s, '..', 'infra', 'src', 'network', 'ports.ts'), 'utf8');
  const pairs = [...text.matchAll(/^\s*(\w+): ([\d_]+),/gm)];
  return Object.fromEntries(pairs.map(([, name, port]) => [name!, Number(port!.replaceAll('_', ''))]));
}
