import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { standInPorts } from '../../packages/lodge/src/stand-ins/stand-in-ports.ts';
import { queues, services } from '../../services.ts';
import { readCompose, type ComposeFile } from '../rehearse/compose-file.ts';
import { repository } from '../rehearse/repository.ts';

/** Where images of others listen. */
const publicPorts: Readonly<Record<string, readonly number[]>> = {
  postgres: [5432],
  valkey: [6379],
  prometheus: [9090],
  loki: [3100],
  grafana: [3000],
  edge: [8080, 9080],
};

let compose: ComposeFile;

beforeAll(async () => {
  compose = await readCompose();
});

/** Those that a service's Dockerfile exposes, or that are known of a public image. */
function portsOf(name: string): readonly number[] {
  const dockerfile = compose.services[name]?.build?.dockerfile;
  if (dockerfile === undefined) return publicPorts[name] ?? [];
  const exposed = /^EXPOSE (.*)$/m.exec(readFileSync(repository(dockerfile), 'utf8'))?.[1] ?? '';
  return exposed.split(' ').map(Number);
}

/** `name:port` of another container, wherever it is said; pictures of images are no addresses. */
function addressesIn(text: string): string[] {
  const found = text.match(/(?<![\w./@-])(?:[a-z][a-z-]*):\d{4,5}(?!\d|\.)/g) ?? [];
  return [...new Set(found)].filter((address) => !address.startsWith('localhost:'));
}

const configured = [
  'docker/nginx/edge.conf',
  'docker/observability/prometheus.yaml',
  'docker/observability/logs.alloy',
  'docker/observability/grafana/datasources/sources.yaml',
];

describe('the names of compose.yaml', () => {
  it('are found in what the services are told', () => {
    const told = Object.values(compose.services).flatMap(({ environment, command = [] }) => [
      ...Object.values(environment).map(String),
      ...command,
    ]);
    const peers = services.flatMap(({ needs }) => needs.peers.map((peer) => `${peer}:8080`));
    const sqs = queues.length > 0 ? ['lodge:9403'] : [];
    const addresses = addressesIn(told.join('\n').replaceAll('//', '// '));
    expect(addresses).toEqual(
      expect.arrayContaining(['postgres:5432', 'valkey:6379', 'lodge:9402', ...sqs, ...peers]),
    );
    for (const address of addresses) expectThere(address);
  });

  it.each(configured)('are those that %s means', (file) => {
    const addresses = addressesIn(readFileSync(repository(file), 'utf8').replaceAll('//', '// '));
    expect(addresses).not.toEqual([]);
    for (const address of addresses) expectThere(address);
  });

  it('have the stand-ins where their image listens', () => {
    expect(portsOf('lodge')).toEqual(Object.values(standInPorts));
  });

  function expectThere(address: string): void {
    const [name = '', port] = address.split(':');
    expect([address, portsOf(name).includes(Number(port))]).toEqual([address, true]);
  }
});
