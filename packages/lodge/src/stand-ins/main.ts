import { parseArgs } from 'node:util';
import { startLodge } from '../lodge/start-lodge.ts';
import type { LodgeServiceName } from '../lodge/lodge.types.ts';
import { forwardPort } from './forward-port.ts';
import { standInPorts } from './stand-in-ports.ts';

/**
 * The lodge without its data stores, for containers of development: SQS, SES with its inbox, and the stubs, reachable
 * from other containers. `--host` and `--<service> <port>` say where; the ports of `npm start` are the default.
 * `--answer-to` is a name by which others know this container; may be repeated. Default: `lodge` for the other
 * containers and `inbox.localhost` for the browser, whose Host and Origin compose's edge passes on.
 * `--queue` is a queue to create; may be repeated. Unless told, the one that the lodge has by default.
 */
const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '0.0.0.0' },
    'answer-to': { type: 'string', multiple: true, default: ['lodge', 'inbox.localhost'] },
    ses: { type: 'string', default: String(standInPorts.ses) },
    sqs: { type: 'string', default: String(standInPorts.sqs) },
    stubs: { type: 'string', default: String(standInPorts.stubs) },
    queue: { type: 'string', multiple: true },
  },
});

const names = ['sqs', 'ses', 'stubs'] as const satisfies readonly LodgeServiceName[];
const lodge = await startLodge({
  services: names,
  hosts: values['answer-to'],
  queues: values.queue,
  onEvent: ({ service, detail }) => process.stdout.write(`${service}: ${detail}\n`),
});
const forwards = await Promise.all(
  names.map((name) => forwardPort(lodge[name].endpoint, values.host, Number(values[name]))),
);
process.stdout.write('The stand-ins are up.\n');

let stopping: Promise<void> | undefined;
const stop = () => (stopping ??= stopAll());
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

async function stopAll(): Promise<void> {
  await Promise.all(forwards.map((close) => close()));
  await lodge.stop();
}
