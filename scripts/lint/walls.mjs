/**
 * Which way imports may go; the rule that reads these tables is in wall-rules.mjs. Globs name folders wherever one
 * fits, so that a new service or feature has its walls from the first line.
 */

/**
 * Between packages: what each one may import of the others. A package without a line imports none. A file stands for itself: what
 * is installed apart reads facts from a file that imports nothing.
 */
const packages = {
  'packages/bench': ['services/*'],
  'packages/e2e': ['packages/contract'],
  'packages/siege': ['packages/contract', 'services/*'],
  'services/powder': ['packages/{contract,edge}'],
  'services/<service>': ['packages/{contract,gear}'],
  scripts: ['packages/{contract,gear,e2e}', 'services/*'],
  infra: ['packages/gear/src/aws/requests.ts', 'packages/contract/src/product.ts'],
  k8s: ['packages/{contract,gear}', 'services/*', 'docker', 'infra/src/for-k8s.ts'],
  docker: ['packages/gear', 'services/*'],
  'packages/<package>': [],
};

/**
 * Between the rooms of one package, from the ground floor up: a room imports from the floors below its own. A room that is on no floor
 * imports nothing of its package. A file that another floor needs stands there by its own path.
 */
const floors = {
  'packages/gear/src': [
    ['clock', 'config', 'errors', 'loop'],
    ['aws', 'logging', 'metrics', 'tracing', 'worker-pool'],
    ['argon2', 'database', 'health', 'jwt', 'mailer', 'redis', 'shutdown'],
    ['jobs', 'peer', 'queues', 'rate-limit', 'sessions'],
    ['http'],
    ['app'],
    ['features', 'index.ts'],
  ],
  'packages/edge/src': [['base64'], ['jwt']],
  'packages/lodge/src': [
    ['lodge/lodge.types.ts'],
    ['errors', 'lodge/environment.ts', 'results'],
    ['machine'],
    ['debian', 'supervisor'],
    ['postgres', 'redis', 'ses', 'sqs', 'stubs'],
    ['lodge'],
    ['stand-ins'],
    ['index.ts'],
  ],
  'packages/e2e/src': [
    ['environment.ts', 'api/eventually.ts'],
    ['browser', 'mail', 'pages', 'system'],
    ['api', 'jest'],
    ['walks'],
    ['own'],
    ['main.ts'],
  ],
  'packages/siege/src': [
    ['system'],
    ['attack', 'chaos'],
    ['attacks', 'features', 'services'],
    ['attack/main.ts'],
  ],
  'packages/bench/src': [
    ['contestants', 'load', 'measure'],
    ['outbox', 'product', 'report'],
    ['peers'],
    ['rows'],
    ['features'],
    ['main.ts'],
  ],
  'services/powder/src': [['api'], ['ui'], ['manifest'], ['session'], ['features', 'own'], ['app']],
  'infra/src': [
    ['features.ts', 'for-k8s.ts', 'kubernetes-versions.ts'],
    ['network', 'sizes.ts'],
    ['config.ts'],
    ['kops', 'naming.ts'],
    ['constructs'],
    ['stacks'],
    ['compose.ts'],
    ['synthesis'],
    ['cost'],
    ['commands'],
    ['main.ts'],
  ],
  k8s: [
    ['checks/kubernetes-object.ts'],
    ['rendering'],
    ['checks', 'render.ts'],
    ['rehearsal'],
    ['monitoring'],
    ['tests'],
  ],
  docker: [['compose', 'image', 'lint', 'load', 'web'], ['rehearse'], ['tests']],
  scripts: [
    ['root.ts', 'doctor/disk.ts'],
    ['migrate/migration-files.ts', 'new-feature/cut.ts', 'run-command.ts'],
    ['migrate/run-migrations.ts', 'new-feature/needs.ts', 'new-service/refresh.ts'],
    ['build', 'delivery', 'lint', 'mutants', 'new-feature', 'new-service', 'published', 'start', 'test'],
    ['doctor', 'migrate', 'services', 'supply-chain'],
    ['docs', 'jobs'],
  ],
};

/** Tests, and what helps them, open the whole package; they keep to every other wall. */
export const tests = ['**/*.test.{ts,tsx}', '**/testing/**'];

/** What shows state, or holds and selects it: of the browser, by the endings of file names. */
const components = ['services/*/src/**/*.tsx', 'services/*/src/**/*.{slice,selectors}.ts'];

const everyPackage = '{packages/*,services/*,scripts,infra,k8s,docker}/**';

const inside = (path) => (path.endsWith('.ts') ? path : `${path}/**`);

const betweenPackages = Object.entries(packages).flatMap(([name, allowed]) => {
  // The line of a package comes before the glob that fits it too.
  const others = Object.keys(packages).filter((other) => other !== name);
  const from = { from: [inside(name)], notFrom: name.includes('<') ? others.map(inside) : [] };
  return [
    {
      ...from,
      to: [everyPackage],
      notTo: [name, 'packages/lodge', ...allowed].map(inside),
      because: `Allowed for ${name}: ${allowed.join(', ') || 'no other package'} (scripts/lint/walls.mjs).`,
    },
    // What proves the deployment compares it with the files of the product.
    ...(['k8s', 'docker'].includes(name)
      ? []
      : [
          {
            ...from,
            to: ['{packages,services}/*/src/**'],
            notTo: [name, ...allowed.filter((path) => path.endsWith('.ts'))].map(inside),
            because: 'Import a package by its entry points, which are the exports of its package.json.',
          },
        ]),
  ];
});

const toLodge = {
  from: ['{packages,services,infra}/**'],
  notFrom: [...tests, 'packages/{lodge,bench,e2e,siege}/**'],
  to: ['packages/lodge/**'],
  because:
    'The lodge stands in for data stores and queues in development and in tests; only tests and tools import it.',
};

const within = (folder, rooms) => rooms.flatMap((room) => [`${folder}/${room}`, `${folder}/${room}/**`]);

/** Files that stand on another floor than the room they lie in. */
const insideRooms = (folder, rooms) =>
  rooms.filter((room) => room.includes('/')).map((room) => `${folder}/${room}`);

const betweenRooms = Object.entries(floors).flatMap(([folder, rooms]) => [
  ...rooms.flatMap((floor, height) =>
    floor.map((room) => ({
      from: within(folder, [room]),
      notFrom: [
        ...tests,
        ...insideRooms(
          folder,
          rooms.flat().filter((other) => other.startsWith(`${room}/`)),
        ),
      ],
      to: within(folder, rooms.slice(height).flat()),
      notTo: [`${folder}/${room}/**`, ...insideRooms(folder, rooms.slice(0, height).flat())],
      because: `Floors of ${folder}, from the ground up: ${rooms.map((names) => names.join(' ')).join(' | ')}.`,
    })),
  ),
  {
    from: [`${folder}/<room>/**`],
    notFrom: [...tests, ...rooms.flat().map((room) => `${folder}/${room}/**`)],
    to: [`${folder}/**`],
    notTo: [`${folder}/<room>/**`],
    because: `Give this room a floor in scripts/lint/walls.mjs.`,
  },
]);

const betweenFeatures = [
  ...['features', 'own'].map((folder) => ({
    from: [`services/<service>/src/${folder}/<feature>/**`],
    to: ['services/<service>/src/{features,own}/**'],
    notTo: [`services/<service>/src/${folder}/<feature>/**`],
    because: 'Features never import each other: pass in what is needed where things are composed.',
  })),
  {
    from: ['services/<service>/src/<room>/**'],
    notFrom: [...tests, 'services/*/src/{features,own,app}/**'],
    to: ['services/<service>/src/{features,own}/**'],
    because: 'What features share knows none of them: pass in what is needed where things are composed.',
  },
];

const withinFeatures = [
  {
    from: ['services/*/src/**/*.{routes,mount}.ts'],
    to: ['services/*/src/**/*.store.ts'],
    because: 'routes → service → store',
  },
  {
    from: ['services/*/src/**/*.service.ts'],
    to: ['services/*/src/**/*.{routes,mount}.ts'],
    because: 'routes → service → store',
  },
  {
    from: ['services/*/src/**/*.store.ts'],
    to: ['services/*/src/**/*.{routes,mount,service}.ts'],
    because: 'routes → service → store',
  },
  {
    from: components,
    notFrom: tests,
    to: ['services/*/src/**/*.{api,saga}.ts'],
    because: 'component → action → saga → api → action → slice → selector → component',
  },
  {
    from: components,
    notFrom: tests,
    to: ['services/*/src/api/**', 'ky'],
    notTo: ['services/*/src/api/{problem,step-up}.ts'],
    valuesOnly: true,
    because: 'Components send no requests: put an action that a saga answers.',
  },
  {
    from: ['services/*/src/**/*.api.ts'],
    to: ['services/*/src/**/*.{saga,slice,selectors}.ts', 'services/*/src/**/*.tsx'],
    because: 'An api knows only HTTP.',
  },
];

const installed = [
  {
    from: ['services/**'],
    to: ['{pg,ioredis,jsonwebtoken,pino,prom-client,@node-rs/argon2}', '{pg,ioredis}/**', '@aws-sdk/**'],
    because: 'Services reach the outside through gear only.',
  },
  {
    from: ['services/**'],
    notFrom: [...tests, 'services/*/src/**/*.{routes,mount}.ts'],
    to: ['express'],
    because: 'Routers of Express belong in *.routes.ts or *.mount.ts, and go to mount() of gear.',
  },
];

export const walls = [
  ...betweenPackages,
  toLodge,
  ...betweenRooms,
  ...betweenFeatures,
  ...withinFeatures,
  ...installed,
];
