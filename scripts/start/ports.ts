import { PortTakenError } from '@gnar/lodge';
import { assertPortFree, freePorts } from '@gnar/lodge/ports';
import { HEALTH_PORT_OFFSET, nodeServices } from '../../services.ts';
import { documentedPorts, type Ports } from './settings.ts';

export interface ChosenPorts {
  /** Of everything with a documented port, by name. */
  readonly ports: Ports;
  /** Health and metrics of each node service, by its name; no documentation promises them. */
  readonly healthPorts: Ports;
}

/**
 * Settles on every port before anything starts. A documented port that is taken is named, with its holder and what to
 * change, all of them in one error; an undocumented one moves by itself.
 */
export async function choosePorts(wanted: Ports): Promise<ChosenPorts> {
  const taken: string[] = [];
  const ports = new Map<string, number>();
  const spare = await freePorts(wanted.size + nodeServices.length);
  const nextSpare = () => spare.pop() ?? 0;
  for (const [name, port] of wanted) {
    ports.set(name, port === 0 ? nextSpare() : port);
    if (port !== 0)
      await assertPortFree(name, port).catch((error: unknown) => taken.push(adviceFor(name, error)));
  }
  if (taken.length > 0) throw new Error(taken.join('\n'));
  const healthPorts = new Map<string, number>();
  for (const { name } of nodeServices) {
    healthPorts.set(name, await orElse(portOf(ports, name) + HEALTH_PORT_OFFSET, nextSpare()));
  }
  return { ports, healthPorts };
}

/** @throws Error when nothing of that name has a port */
export function portOf(ports: Ports, name: string): number {
  const port = ports.get(name);
  if (port === undefined) throw new Error(`No port was chosen for "${name}"`);
  return port;
}

function adviceFor(name: string, error: unknown): string {
  if (!(error instanceof PortTakenError)) throw error;
  const { port, holder } = error;
  const who = holder ? `process ${holder.pid} (${holder.command.slice(0, 80)})` : 'another program';
  const variable = documentedPorts.get(name)?.variable;
  return (
    `Port ${port}, which ${name} needs, is taken by ${who}.\n` +
    `  Stop that program, or choose another port: ${variable}=${port + 10} npm start`
  );
}

/** The health port may be any: one that is taken, or no port at all, gives way to a spare one. */
function orElse(port: number, spare: number): Promise<number> {
  if (port > 65_535) return Promise.resolve(spare);
  return assertPortFree('health', port).then(
    () => port,
    () => spare,
  );
}
