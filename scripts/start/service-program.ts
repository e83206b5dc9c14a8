import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Service } from '../../services.types.ts';
import { root } from '../root.ts';
import { portOf, type ChosenPorts } from './ports.ts';

export interface ServiceProgram {
  /** Arguments of node. */
  readonly args: readonly string[];
  /** What tells the program its own ports. */
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 when the program is ready. */
  readonly readyUrl: string;
  /** Files and folders, below the root, whose change restarts it. */
  readonly sources: readonly string[];
}

/** How a service runs on this machine. A page's `src` is watched by its development server, which the other files make up. */
export function programOf(service: Service, { ports, healthPorts }: ChosenPorts): ServiceProgram {
  const port = portOf(ports, service.name);
  if (service.kind === 'page') {
    const files = readdirSync(join(root, service.folder)).filter((file) => /\.ts$|^webpack$/.test(file));
    return {
      args: [`${service.folder}/dev-server.ts`],
      env: { [`GNAR_${service.variable}_PORT`]: String(port) },
      readyUrl: `http://127.0.0.1:${port}/`,
      sources: files.map((file) => `${service.folder}/${file}`),
    };
  }
  const healthPort = portOf(healthPorts, service.name);
  return {
    args: [`${service.folder}/src/main.ts`],
    env: { GNAR_PORT: String(port), GNAR_HEALTH_PORT: String(healthPort) },
    readyUrl: `http://127.0.0.1:${healthPort}/readyz`,
    sources: [service.folder, ...workspacesBelow(service.folder)].map((folder) => `${folder}/src`),
  };
}

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** The folders of our own packages that a workspace is made of, however far below. */
export function workspacesBelow(folder: string, seen = new Set<string>()): readonly string[] {
  const { dependencies } = packageSchema.parse(
    JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
  );
  for (const name of Object.keys(dependencies)) {
    if (!name.startsWith('@gnar/')) continue;
    const below = name.replace('@gnar/', 'packages/');
    if (seen.has(below)) continue;
    seen.add(below);
    workspacesBelow(below, seen);
  }
  return [...seen];
}
