import type { LodgeServiceName } from '../lodge/lodge.types.ts';

/**
 * A service did not come up. `code` says why where it is known: `path_not_traversable`, `disk_full`,
 * `port_taken`, `no_os_user`, `unsupported_platform`, `redis_unreachable`; else `start_failed`.
 */
export class ServiceStartError extends Error {
  override readonly name = 'ServiceStartError';
  readonly service: LodgeServiceName;
  readonly code: string;

  constructor(service: LodgeServiceName, code: string, reason: string) {
    super(`${service} did not start: ${reason}`);
    this.service = service;
    this.code = code;
  }
}
