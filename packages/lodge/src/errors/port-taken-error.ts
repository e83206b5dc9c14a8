export interface PortHolder {
  pid: number;
  command: string;
}

/** The port that a service was given is used by another process. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly code = 'port_taken';
  /** The service that needs the port. */
  readonly user: string;
  readonly port: number;
  /** The process that listens there, where the system says. */
  readonly holder: PortHolder | undefined;

  constructor(user: string, port: number, holder?: PortHolder) {
    const who = holder ? `process ${holder.pid} (${holder.command})` : 'another process';
    super(`Port ${port}, which ${user} needs, is taken by ${who}. Stop that process or choose another port.`);
    this.user = user;
    this.port = port;
    this.holder = holder;
  }
}
