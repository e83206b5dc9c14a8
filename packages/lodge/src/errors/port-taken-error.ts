import type { LodgeServiceName } from '../lodge/lodge.types.ts';

export interface PortHolder {
  pid: number;
  command: string;
}

/** The port a service was told to use belongs to somebody else. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly code = 'port_taken';
  readonly service: LodgeServiceName;
  readonly port: number;
  /** Who listens there, where the machine tells. */
  readonly holder: PortHolder | undefined;

  constructor(service: LodgeServiceName, port: number, holder?: PortHolder) {
    const who = holder ? `process ${holder.pid} (${holder.command})` : 'another process';
    super(
      `Port ${port}, which ${service} needs, is taken by ${who}. Stop that process or choose another port.`,
    );
    this.service = service;
    this.port = port;
    this.holder = holder;
  }
}
