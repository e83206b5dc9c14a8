import { variableOf } from '../../services.ts';
import type { Manifest, Service } from '../../services.types.ts';

/** The folders of the packages that a workspace is made of. */
type WorkspacesOf = (folder: string) => readonly string[];

/** The migrations and the services of compose.yaml, in the order of the manifest. */
export function composeServices({ services }: Manifest, workspacesOf: WorkspacesOf): string {
  const migrations = services.filter((service) => service.migrations);
  const jobs = migrations.map((service, index) => migrationJob(service, jobName(service, index)));
  const jobNames = migrations.map(jobName);
  const watchOf = ({ folder }: Service) => [folder, ...workspacesOf(folder)].map(rebuiltBy).join('\n');
  return [
    ...jobs,
    ...services.map((service) =>
      service.kind === 'node'
        ? nodeService(service, jobNames, watchOf(service))
        : pageService(service, watchOf(service)),
    ),
  ].join('\n\n');
}

/** What the services' settings are unless a developer sets them. */
export function composeSettings({ services }: Manifest): string {
  return services
    .flatMap(({ name, settings }) =>
      Object.entries(settings).flatMap(([setting, value]) => [
        `# Read by ${name}; docs/environment.md says what it means.`,
        `GNAR_${setting}=${value}`,
      ]),
    )
    .join('\n');
}

/** The queues that the lodge has at its start. */
export function lodgeQueues({ queues }: Manifest): string {
  const words = ['dist/stand-ins/main.js', ...queues.flatMap(({ name }) => ['--queue', name])];
  return `    command: [${words.join(', ')}]`;
}

const jobName = ({ name }: Service, index: number) => (index === 0 ? 'migrate' : `migrate-${name}`);

const image = ({ name, image: of }: Service, dockerfile: string) => `    image: gnar/${of}:\${GNAR_TAG:-dev}
    pull_policy: build
    build:
      context: ..
      dockerfile: docker/${dockerfile}.Dockerfile
      args: { SERVICE: ${name} }`;

const ofNode = (service: Service) => `${image(service, 'service')}
      additional_contexts: { gnar-base: 'service:secrets' }`;

const migrationJob = (service: Service, job: string) => `  ${job}:
    <<: *service
${ofNode(service)}
    restart: on-failure:3
    command: [--env-file=/run/gnar/secrets.env, dist/migrate.js]
    environment:
      <<: *postgres-env
      GNAR_PG_OWNER_USERNAME: gnar_owner
    volumes: [secrets-migrate:/run/gnar:ro]
    depends_on:
      secrets: { condition: service_completed_successfully }
      postgres: { condition: service_healthy }`;

function nodeService(service: Service, jobs: readonly string[], watch: string): string {
  const { name, needs, settings } = service;
  const anchors = [
    '*service-env',
    ...(needs.database ? ['*postgres-env'] : []),
    ...(needs.redis ? ['*redis-env'] : []),
    ...(needs.queues.length > 0 ? ['*queues-env'] : []),
    ...(needs.email ? ['*email-env'] : []),
    ...(needs.standIns ? ['*stand-ins-env'] : []),
  ];
  const variables = [
    ...needs.queues.map((queue) => [queue.setting, queue.name]),
    ...needs.peers.map((peer) => [`${variableOf(peer)}_SERVICE_PORT`, `tcp://${peer}:8080`]),
    ...Object.entries(settings).map(([setting, value]) => [setting, `\${GNAR_${setting}:-${value}}`]),
  ].map(([variable, value]) => `      GNAR_${variable}: ${value}`);
  const waits = waitsOf(service, jobs).map(
    ([on, condition]) => `      ${on}: { condition: service_${condition} }`,
  );
  return `  ${name}:
    <<: *service
${ofNode(service)}
    command: [--env-file=/run/gnar/secrets.env, dist/main.js]
    environment:
      <<: [${anchors.join(', ')}]
${variables.map((line) => `${line}\n`).join('')}    volumes: [secrets-services:/run/gnar:ro]
    stop_grace_period: 40s
    healthcheck: *service-health
    depends_on:
${waits.join('\n')}
    develop:
      watch:
${watch}
        - { action: rebuild, path: ../package-lock.json }`;
}

const pageService = (service: Service, watch: string) => `  ${service.name}:
    <<: *service
${image(service, 'web')}
    environment:
      GNAR_PRODUCTION: 'false'
    stop_grace_period: 20s
    healthcheck: *nginx-health
    develop:
      watch:
${watch}
        - { action: rebuild, path: ./nginx/powder.conf }`;

function waitsOf({ needs }: Service, jobs: readonly string[]): (readonly [on: string, condition: string])[] {
  const lodge = needs.email || needs.standIns || needs.queues.length > 0;
  return [
    ['secrets', 'completed_successfully'],
    ...(needs.database ? jobs.map((job) => [job, 'completed_successfully'] as const) : []),
    ...(needs.redis ? [['valkey', 'healthy'] as const] : []),
    ...(lodge ? [['lodge', 'healthy'] as const] : []),
    ...needs.peers.map((peer) => [peer, 'healthy'] as const),
  ];
}

const rebuiltBy = (folder: string) =>
  `        - { action: rebuild, path: ../${folder}/src, ignore: ['**/*.test.ts', '**/*.test.tsx'] }`;
