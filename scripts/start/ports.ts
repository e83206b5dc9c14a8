import { PortTakenError } from '@gnar/lodge';
import { assertPortFree, freePorts } from '@gnar/lodge/ports';
import { documentedPorts, type PortName, type Ports } from './settings.ts';

/** The documented ports, and those that nobody was promised: health and metrics. */
export type ChosenPorts = Ports & { readonly pisteHealth: number; readonly offPisteHealth: number };

const HEALTH_OFFSET = 1_000;

/**
 * Settles on every port before anything starts. A documented port that is taken is named, with its holder and what to
 * change, all of them in one error; an undocumented one moves by itself.
 */
export async function choosePorts(wanted: Ports): Promise<ChosenPorts> {
  const taken: string[] = [];
  const settled: Record<string, number> = {};
  const spare = await freePorts(Object.keys(documentedPorts).length + 2);
  const nextSpare = () => spare.pop() ?? 0;
  for (const [name, port] of Object.entries(wanted) as [PortName, number][]) {
    settled[name] = port === 0 ? nextSpare() : port;
    if (port !== 0)
      await assertPortFree(name, port).catch((error: unknown) => taken.push(adviceFor(name, error)));
  }
  if (taken.length > 0) throw new Error(taken.join('\n'));
  const ports = settled as Record<PortName, number>;
  return {
    ...ports,
    pisteHealth: await orElse(ports.piste + HEALTH_OFFSET, nextSpare()),
    offPisteHealth: await orElse(ports['off-piste'] + HEALTH_OFFSET, nextSpare()),
  };
}

function adviceFor(name: PortName, error: unknown): string {
  if (!(error instanceof PortTakenError)) throw error;
  const { port, holder } = error;
  const who = holder ? `process ${holder.pid} (${holder.command.slice(0, 80)})` : 'another program';
  return (
    `Port ${port}, which ${name} needs, is taken by ${who}.\n` +
    `  Stop that program, or choose another port: ${documentedPorts[name].variable}=${port + 10} npm start`
  );
}

function orElse(port: number, spare: number): Promise<number> {
  return assertPortFree('health', port).then(
    () => port,
    () => spare,
  );
}
