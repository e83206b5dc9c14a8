export interface PortHolder {
  pid: number;
  command: string;
}

/** The port a service was told to use belongs to somebody else. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly code = 'port_taken';
  /** What was to listen there. */
  readonly user: string;
  readonly port: number;
  /** Who listens there, where the machine tells. */
  readonly holder: PortHolder | undefined;

  constructor(user: string, port: number, holder?: PortHolder) {
    const who = holder ? `process ${holder.pid} (${holder.command})` : 'another process';
    super(`Port ${port}, which ${user} needs, is taken by ${who}. Stop that process or choose another port.`);
    this.user = user;
    this.port = port;
    this.holder = holder;
  }
}
