import { ServiceStartError } from '../errors/service-start-error.ts';
import { assertPortFree, freePorts } from '../machine/ports.ts';
import { SupervisedService } from '../supervisor/supervised-service.ts';
import { type DataFolder, claimDataFolder, sweepTemporaryFolders } from './data-folder.ts';
import { lodgeEnvironment } from './environment.ts';
import {
  type Lodge,
  type LodgeAddresses,
  type LodgeOptions,
  type LodgeServiceName,
  lodgeServiceNames,
} from './lodge.types.ts';
import { planners } from './plan-services.ts';

/** A port we chose ourselves may be taken before it is used; then we choose again, this often. */
const PORT_ATTEMPTS = 3;

interface RunningService {
  addresses: Partial<LodgeAddresses>;
  /** Absent where the lodge does not run the service. */
  supervised?: SupervisedService;
}

type RunningServices = Map<LodgeServiceName, RunningService>;

/**
 * Starts the services, all at once, and resolves when every one of them answers.
 * @throws PortTakenError, LodgeInUseError, DataFolderError, ServiceStartError; nothing is left running then
 */
export async function startLodge(options: LodgeOptions = {}): Promise<Lodge> {
  const sweep = sweepTemporaryFolders();
  const folder = await claimDataFolder(options.dataDir);
  const names = options.services ?? lodgeServiceNames;
  const running: RunningServices = new Map();
  const starts = await Promise.allSettled(
    names.map(async (name) => running.set(name, await startService(name, folder, options))),
  );
  await sweep;
  const failure = starts.find((start) => start.status === 'rejected');
  if (failure) {
    await stopAll(running, folder);
    throw failure.reason;
  }
  return openLodge(running, folder);
}

async function startService(
  name: LodgeServiceName,
  folder: DataFolder,
  options: LodgeOptions,
): Promise<RunningService> {
  const given = options.ports?.[name] || undefined;
  for (let attempt = 1; ; attempt += 1) {
    const port = given ?? (await freePort());
    const { keeper, place, addresses } = await planners[name](await folder.of(name), port, options);
    const onEvent = options.onEvent ?? (() => undefined);
    if (keeper === undefined) {
      onEvent({ service: name, kind: 'ready', place, detail: `ready on ${place}` });
      return { addresses };
    }
    if (given !== undefined) await assertPortFree(name, given);
    const supervised = new SupervisedService(keeper, place, onEvent);
    try {
      await supervised.start();
      return { addresses, supervised };
    } catch (error) {
      const canMove =
        given === undefined && error instanceof ServiceStartError && error.code === 'port_taken';
      if (!canMove || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

function openLodge(running: RunningServices, folder: DataFolder): Lodge {
  let addresses: Partial<LodgeAddresses> = {};
  for (const service of running.values()) addresses = { ...addresses, ...service.addresses };
  const reach = <Name extends LodgeServiceName>(name: Name): LodgeAddresses[Name] => {
    const address = addresses[name];
    if (address === undefined) throw new Error(`This lodge was started without ${name}`);
    return address;
  };
  const supervised = (name: LodgeServiceName): SupervisedService => {
    const service = running.get(name)?.supervised;
    if (service === undefined) throw new Error(`This lodge runs no ${name} of its own`);
    return service;
  };
  let stopped: Promise<void> | undefined;
  return {
    get postgres() {
      return reach('postgres');
    },
    get redis() {
      return reach('redis');
    },
    get sqs() {
      return reach('sqs');
    },
    get ses() {
      return reach('ses');
    },
    get stubs() {
      return reach('stubs');
    },
    environment: () => lodgeEnvironment(addresses),
    pid: (name) => running.get(name)?.supervised?.pid,
    stopService: async (name) => supervised(name).stop(),
    startService: async (name) => supervised(name).start(),
    stop: () => (stopped ??= stopAll(running, folder)),
  };
}

async function stopAll(running: RunningServices, folder: DataFolder): Promise<void> {
  await Promise.all([...running.values()].map(async (service) => service.supervised?.stop()));
  await folder.release();
}

async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('The system gave no free port');
  return port;
}
