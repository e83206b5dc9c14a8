export { runningPostgresEnvironment } from './postgres/running-environment.ts';
export { startLodge } from './lodge/start-lodge.ts';
export { lodgeServiceNames } from './lodge/lodge.types.ts';
export type {
  Credentials,
  Lodge,
  LodgeAddresses,
  LodgeEvent,
  LodgeOptions,
  LodgeServiceName,
  RedisFlavour,
} from './lodge/lodge.types.ts';
export { DataFolderError } from './errors/data-folder-error.ts';
export { LodgeInUseError } from './errors/lodge-in-use-error.ts';
export { PortTakenError } from './errors/port-taken-error.ts';
export { ServiceStartError } from './errors/service-start-error.ts';
