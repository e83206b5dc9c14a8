/** What must hold; the row of a feature, which goes with it, has its goal beside it, and every other is here. */
export interface Goal {
  /** As the table says it. */
  readonly title: string;
  /** The figure must be at least or at most so much. */
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly unit?: 'MB' | '/s';
}

export const goals = {
  userGet: {
    title: 'POST /user/get on one core: requests/s against bare express with the same query',
    atLeast: 0.85,
  },
  userGetP99: { title: 'the same: p99 against bare express', atMost: 1.3 },
  userGetAuthPg: { title: 'the same: requests/s against better-auth on Postgres', atLeast: 6 },
  userGetAuthRedis: { title: 'the same: requests/s against better-auth on Redis', atLeast: 4 },
  mounted: {
    title: 'a mounted router of express: requests/s against bare express with the same middleware',
    atLeast: 0.95,
  },
  logIn: { title: 'log-ins/s, Argon2id 19 MiB t2 p1: against an Argon2-only server', atLeast: 0.92 },
  logInCpu: { title: 'the same: CPU per log-in against the Argon2-only server', atMost: 1.1 },
  logInAuth: { title: 'the same: log-ins/s against better-auth with the same hash', atLeast: 1.3 },
  besideFew: { title: 'p99 of /user/get beside a log-in flood of 16 connections, against idle', atMost: 2 },
  besideMany: { title: 'p99 of /user/get beside a log-in flood of 100 connections, against idle', atMost: 2 },
  goodput: { title: 'log-ins/s with 100 connections against 16', atLeast: 0.85 },
  start: { title: 'start to listening against the express floor', atMost: 1.4 },
  idleMemory: { title: 'resident memory when idle', atMost: 95, unit: 'MB' },
  loadedMemory: {
    title: "resident memory after 60 s of load, in a heap of the manifest's limit",
    atMost: 200,
    unit: 'MB',
  },
  // The review's 693 sign-ups/s beside its 7,369 requests/s of bare express, which shows how fast its machine was.
  signUps: { title: 'sign-ups accepted against requests/s of bare express', atLeast: 0.094 },
  drain: { title: 'outbox drain in one process', atLeast: 600, unit: '/s' },
  drainAtOnce: { title: 'outbox drain in one process, all rows due at one moment', atLeast: 600, unit: '/s' },
  growthHundredThousand: {
    title: 'POST /user/get against the floor: 100,000 accounts against 1,000',
    atLeast: 0.8,
  },
  growthMillion: { title: 'the same: 1,000,000 accounts against 1,000', atLeast: 0.8 },
  growthFilled: {
    title: 'the same: with 100,000 waiting emails and 5,000,000 audit rows besides',
    atLeast: 0.8,
  },
  removalP99: {
    title: 'p99 of /user/get while 5,000,000 outdated audit rows are removed, against afterwards',
    atMost: 2,
  },
} as const satisfies Readonly<Record<string, Goal>>;

export type GoalName = keyof typeof goals;
