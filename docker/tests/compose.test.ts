import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@gnar/gear/config';
import { readPrograms, type Program } from '../../services.schemas.ts';
import { nodeServices, serviceNamed, services, variableOf } from '../../services.ts';
import { secretFiles } from '../compose/make-secrets.ts';
import { composeProblems } from '../lint/compose-schema.ts';
import {
  parseCompose,
  readCompose,
  type ComposeFile,
  type ComposeService,
} from '../rehearse/compose-file.ts';
import { repository } from '../rehearse/repository.ts';

const text = readFileSync(repository('docker/compose.yaml'), 'utf8');

let compose: ComposeFile;
const serviceOf = (name: string): ComposeService => {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`compose.yaml has no service ${name}`);
  return service;
};

beforeAll(async () => {
  compose = await readCompose();
});

describe('compose.yaml', () => {
  it('is as the Compose Specification has it', () => {
    expect(composeProblems(parseCompose(text))).toEqual([]);
  });

  it.each([
    ['action: rebuild', 'action: reload'],
    ['healthcheck:', 'health:'],
    ['condition: service_healthy', 'condition: service_well'],
    ['additional_contexts:', 'more_contexts:'],
  ])('would not be with "%s" as "%s"', (from, to) => {
    expect(composeProblems(parseCompose(text.replaceAll(from, to)))).not.toEqual([]);
  });

  it('opens ports on this machine only', () => {
    const ports = Object.values(compose.services).flatMap(({ ports }) => ports);
    expect(ports).toEqual(['127.0.0.1:8080:8080']);
  });

  it('lets nothing but the edge out of its network', () => {
    const networks = Object.entries(compose.services).map(([name, { networks, network_mode }]) => [
      name,
      network_mode ?? networks.join(),
    ]);
    expect(networks.filter(([, places]) => places !== 'inside')).toEqual([
      ['secrets', 'none'],
      ['edge', 'inside,outside'],
    ]);
    expect(compose.networks['inside']).toMatchObject({ internal: true });
  });

  it('takes public images by their digests, and ours by their names', () => {
    const images = Object.values(compose.services).map(({ image }) => image);
    const loose = images.filter(
      (image) => !/^[\w./-]+:v?\d+\.\d+[\w.-]*@sha256:[0-9a-f]{64}$|^gnar\/[a-z-]+:dev$/.test(image),
    );
    expect(loose).toEqual([]);
  });

  it.each([
    'secrets',
    'lodge',
    'migrate',
    ...services.map(({ name }) => name),
    'edge',
    'load',
    'prometheus',
    'loki',
    'logs',
    'grafana',
  ])('gives %s a root that it cannot write to, and no capabilities', (name) => {
    expect(serviceOf(name)).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it('builds anew when what an image is made of changes', () => {
    for (const name of [...services.map(({ name }) => name), 'edge']) {
      const rules = serviceOf(name).develop?.watch ?? [];
      expect(rules).not.toEqual([]);
      for (const { path } of rules)
        expect([path, existsSync(repository(`docker/${path}`))]).toEqual([path, true]);
    }
  });

  it('mounts files that are there', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes }) =>
      volumes.map((volume) => volume.split(':')),
    );
    for (const [source = ''] of mounted) {
      if (source.startsWith('.'))
        expect([source, existsSync(repository(`docker/${source}`))]).toEqual([source, true]);
      else if (!source.startsWith('/')) expect(compose.volumes).toHaveProperty(source);
    }
  });

  it('never takes an image of ours from a public registry, where another account may have the name', () => {
    const ours = Object.entries(compose.services).filter(([, { image }]) => image.startsWith('gnar/'));
    for (const [name, { pull_policy: policy, build }] of ours) {
      expect([name, policy]).toEqual([name, build ? 'build' : 'never']);
    }
  });

  it('says which version reads it, as the README does', () => {
    // 2.32 brought `action: restart`, 2.32.2 made it see a file that is mounted.
    expect(text).toContain('action: restart');
    for (const file of [text, readFileSync(repository('docker/README.md'), 'utf8')]) {
      expect(file).toContain('Docker Compose 2.32.2 or newer');
    }
  });

  it('can be set by what compose.env.example lists, with the same defaults', () => {
    const used = [...text.matchAll(/\$\{(\w+):-([^}]*)\}/g)].map(
      ([, name, fallback]) => `${name}=${fallback}`,
    );
    const example = readFileSync(repository('docker/compose.env.example'), 'utf8');
    expect(example.match(/^\w+=.*$/gm)?.sort()).toEqual([...new Set(used)].sort());
  });
});

describe('the memory of compose.yaml’s Valkey', () => {
  it('is bounded, and what would expire next goes first', () => {
    const { command = [] } = serviceOf('valkey');
    const valueOf = (option: string) => command[command.indexOf(option) + 1];
    expect([valueOf('--maxmemory'), valueOf('--maxmemory-policy')]).toEqual(['64mb', 'volatile-ttl']);
  });
});

describe('the start order of compose.yaml', () => {
  it.each([
    ['postgres', { secrets: 'service_completed_successfully' }],
    ['valkey', { secrets: 'service_completed_successfully' }],
    ['migrate', { secrets: 'service_completed_successfully', postgres: 'service_healthy' }],
    [
      'piste',
      {
        ...{ secrets: 'service_completed_successfully', migrate: 'service_completed_successfully' },
        ...{ valkey: 'service_healthy', lodge: 'service_healthy' },
        ...Object.fromEntries(serviceNamed('piste').needs.peers.map((peer) => [peer, 'service_healthy'])),
      },
    ],
    ['edge', { piste: 'service_healthy', powder: 'service_healthy' }],
    ['load', { edge: 'service_healthy' }],
    ['grafana', { prometheus: 'service_healthy', loki: 'service_started' }],
  ])('makes %s wait for what it needs', (name, expected) => {
    const waits = Object.entries(serviceOf(name).depends_on).map(([on, { condition }]) => [on, condition]);
    expect(Object.fromEntries(waits)).toEqual(expected);
  });

  it('waits for the health of those alone that tell it', () => {
    const waitedFor = Object.values(compose.services)
      .flatMap(({ depends_on: on }) => Object.entries(on))
      .flatMap(([name, { condition }]) => (condition === 'service_healthy' ? [name] : []));
    for (const name of new Set(waitedFor)) {
      const { healthcheck, build } = serviceOf(name);
      const dockerfile = build && readFileSync(repository(build.dockerfile), 'utf8');
      expect([name, healthcheck !== undefined || dockerfile?.includes('HEALTHCHECK')]).toEqual([name, true]);
    }
  });
});

describe('the environment in compose.yaml', () => {
  const read = (files: Record<string, string>, file: string) =>
    Object.fromEntries((files[file] ?? '').match(/^\w+=.*$/gm)?.map((line) => line.split(/=(.*)/s, 2)) ?? []);
  const secrets = secretFiles();
  const given = (name: string, file: string): Record<string, string> => ({
    ...read(secrets, file),
    ...Object.fromEntries(
      Object.entries(serviceOf(name).environment).map(([key, value]) => [key, String(value ?? '')]),
    ),
  });

  it('is all that each program needs, and nothing that it does not know', async () => {
    for (const program of await readPrograms()) expectEnvironment(program);
  });

  function expectEnvironment({ service, kind, schema }: Program): void {
    const isService = kind === 'service';
    const file = `${isService ? 'services' : 'migrate'}/secrets.env`;
    const container = isService ? service : 'migrate';
    const peers = isService ? serviceNamed(service).needs.peers : [];
    const addresses = peers.map((peer) => `GNAR_${variableOf(peer)}_SERVICE_PORT`);
    const environment = given(container, file);
    const known = [...Object.keys(schema).map((key) => `GNAR_${key}`), ...addresses];

    expect(() => readConfig(schema, environment)).not.toThrow();
    const told = Object.keys(serviceOf(container).environment);
    expect([container, told.filter((key) => !known.includes(key))]).toEqual([container, []]);
    for (const address of addresses) expect(environment).toHaveProperty(address);
  }

  it('of powder is what its start reads', () => {
    const start = readFileSync(repository('docker/web/start.sh'), 'utf8');
    const keys = Object.keys(serviceOf('powder').environment);
    expect(keys).not.toEqual([]);
    for (const key of keys) expect(start).toContain(`\${${key}:-`);
  });

  it('holds no secret: each is made up where it is started, and given to who needs it', () => {
    const values = Object.values(compose.services).flatMap(({ environment }) => Object.entries(environment));
    const secret = values.filter(
      ([key]) => /SECRET_KEY|PASSWORD|ACCESS_KEY|TOKEN/.test(key) && !key.endsWith('_FILE'),
    );
    // The stand-ins take any key.
    expect(secret.filter(([, value]) => value !== 'lodge')).toEqual([]);

    const mounts = Object.entries(compose.services).flatMap(([name, { volumes }]) =>
      volumes.filter((volume) => volume.startsWith('secrets-')).map((volume) => [name, volume]),
    );
    expect(mounts.filter(([name]) => name !== 'secrets')).toEqual([
      ['postgres', 'secrets-postgres:/run/gnar:ro'],
      ['valkey', 'secrets-valkey:/run/gnar:ro'],
      ['migrate', 'secrets-migrate:/run/gnar:ro'],
      ...nodeServices.map(({ name }) => [name, 'secrets-services:/run/gnar:ro']),
    ]);
  });
});
