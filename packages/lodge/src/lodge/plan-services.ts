import { join } from 'node:path';
import { ServiceStartError } from '../errors/service-start-error.ts';
import { findProgram } from '../machine/find-program.ts';
import { LOOPBACK } from '../machine/ports.ts';
import { loadCredentials } from '../postgres/credentials.ts';
import { type PostgresSettings, DATABASE } from '../postgres/postgres-settings.ts';
import type { EmbeddedRedisSettings } from '../redis/embedded-redis-keeper.ts';
import { untilRedisAnswers } from '../redis/until-redis-answers.ts';
import type { RedisServerSettings } from '../redis/redis-server-keeper.ts';
import type { SesSettings } from '../ses/ses-keeper.ts';
import type { SqsSettings } from '../sqs/sqs-keeper.ts';
import type { StubsSettings } from '../stubs/stubs-keeper.ts';
import type { KeeperPlan } from '../supervisor/keeper-process.ts';
import type { LodgeAddresses, LodgeOptions, LodgeServiceName } from './lodge.types.ts';

/** How to run one service, and how to reach it. */
export interface ServicePlan {
  /** Absent where the lodge does not run the service. */
  keeper?: KeeperPlan;
  /** For people. */
  place: string;
  addresses: Partial<LodgeAddresses>;
}

/** Plans a service that keeps its things in `folder` and listens on `port`. */
type Planner = (folder: string, port: number, options: LodgeOptions) => Promise<ServicePlan>;

const DEFAULT_QUEUES = ['gnar-queue'];

/** How long a given Redis may take to answer; in milliseconds. */
const GIVEN_REDIS_LIMIT = 5000;

export const planners: Record<LodgeServiceName, Planner> = {
  postgres: async (folder, port, { dataDir }) => {
    const credentials = await loadCredentials(folder);
    const settings: PostgresSettings = { folder, port, credentials, durable: dataDir !== undefined };
    const { owner, service } = credentials;
    return {
      keeper: planKeeper('postgres', 'postgres/postgres-keeper', folder, settings),
      place: `${LOOPBACK}:${port}`,
      addresses: { postgres: { host: LOOPBACK, port, database: DATABASE, owner, service } },
    };
  },

  redis: async (folder, port, { dataDir, redisEndpoint }) => {
    if (redisEndpoint !== undefined) return useGivenRedis(redisEndpoint);
    const endpoint = `${LOOPBACK}:${port}`;
    const program = await findProgram('redis-server');
    if (program === undefined) {
      const settings: EmbeddedRedisSettings = { port };
      return {
        keeper: planKeeper('redis', 'redis/embedded-redis-keeper', folder, settings),
        place: `${endpoint} (embedded, forgets its data when it ends)`,
        addresses: { redis: { endpoint, flavour: 'embedded' } },
      };
    }
    const data = join(folder, 'data');
    const settings: RedisServerSettings = { program, port, folder: data, durable: dataDir !== undefined };
    return {
      keeper: planKeeper('redis', 'redis/redis-server-keeper', folder, settings),
      place: `${endpoint} (${program})`,
      addresses: { redis: { endpoint, flavour: 'redis-server' } },
    };
  },

  sqs: async (folder, port, { queues = DEFAULT_QUEUES, hosts = [] }) => {
    const settings: SqsSettings = { port, folder: join(folder, 'data'), queues, hosts };
    const endpoint = `http://${LOOPBACK}:${port}`;
    return {
      keeper: planKeeper('sqs', 'sqs/sqs-keeper', folder, settings),
      place: endpoint,
      addresses: { sqs: { endpoint } },
    };
  },

  ses: async (folder, port, { hosts = [] }) => {
    const settings: SesSettings = { port, folder, hosts };
    const endpoint = `http://${LOOPBACK}:${port}`;
    return {
      keeper: planKeeper('ses', 'ses/ses-keeper', folder, settings),
      place: endpoint,
      addresses: { ses: { endpoint } },
    };
  },

  stubs: async (folder, port, { hosts = [] }) => {
    const settings: StubsSettings = { port, hosts };
    const endpoint = `http://${LOOPBACK}:${port}`;
    return {
      keeper: planKeeper('stubs', 'stubs/stubs-keeper', folder, settings),
      place: endpoint,
      addresses: { stubs: { endpoint } },
    };
  },
};

async function useGivenRedis(endpoint: string): Promise<ServicePlan> {
  const [host = '', port = ''] = endpoint.split(':');
  try {
    await untilRedisAnswers(host, Number(port), AbortSignal.timeout(GIVEN_REDIS_LIMIT));
  } catch {
    throw new ServiceStartError(
      'redis',
      'redis_unreachable',
      `no Redis answers at the given endpoint ${endpoint}`,
    );
  }
  return { place: `${endpoint} (given)`, addresses: { redis: { endpoint, flavour: 'given' } } };
}

function planKeeper(service: LodgeServiceName, module: string, folder: string, settings: object): KeeperPlan {
  // Built or not, the keeper beside us is in the language we are in.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return {
    service,
    module: new URL(`../${module}.${extension}`, import.meta.url),
    settings,
    logFile: join(folder, 'service.log'),
  };
}
