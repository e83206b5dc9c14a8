import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../root.ts';
import { Mistake } from './mistake.ts';
import { program } from './program.ts';
import { tools, type Tool, type ToolName } from './tool-table.ts';

export const toolsFolder = join(root, '.gnar', 'tools');
const dockerConfig = join(toolsFolder, 'docker-config');
const DOWNLOAD_MS = 300_000;

/**
 * Fetches what is not there yet, and puts it first in PATH of this process and of what it starts.
 * @throws Error when a download is not, byte for byte, what the table says
 */
export async function needTools(...names: readonly ToolName[]): Promise<void> {
  for (const name of names) await fetchTool(name, tools[name], toolsFolder);
  process.env['PATH'] = [toolsFolder, process.env['PATH'] ?? ''].join(delimiter);
  if (names.includes('docker')) {
    process.env['DOCKER_CONFIG'] = dockerConfig;
  }
}

/** Whether a program of that name is in PATH. */
export function isOnPath(name: string, path = process.env['PATH'] ?? ''): boolean {
  return path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
}

/** Into `<folder>/<name>`, under a name with its version beside it, so that a raised version is fetched anew. */
export async function fetchTool(name: string, tool: Tool, folder: string): Promise<string> {
  const path = join(folder, tool.path ?? name);
  const stamp = `${path}.${tool.sha256.slice(0, 12)}`;
  if (existsSync(path) && existsSync(stamp)) return path;
  await mkdir(dirname(path), { recursive: true });
  const scratch = await mkdtemp(join(folder, 'fetch-'));
  try {
    const response = await fetch(tool.url, { signal: AbortSignal.timeout(DOWNLOAD_MS) }).catch(
      (cause: unknown) => {
        throw new Mistake(`${name} ${tool.version} cannot be fetched: ${tool.url} does not answer.`, {
          cause,
        });
      },
    );
    if (!response.ok) throw new Error(`${tool.url} answers ${response.status}`);
    const content = Buffer.from(await response.arrayBuffer());
    requireSum(tool, content);
    const file = join(scratch, 'download');
    await writeFile(file, content);
    if (tool.inArchive !== undefined) await program('tar', ['-xzf', file, '-C', scratch, tool.inArchive]);
    const found = tool.inArchive === undefined ? file : join(scratch, tool.inArchive);
    await chmod(found, 0o755);
    await rename(found, path);
    await writeFile(stamp, `${tool.version}\n`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return path;
}

function requireSum({ url, sha256 }: Tool, content: Buffer): void {
  const sum = createHash('sha256').update(content).digest('hex');
  if (sum !== sha256) throw new Error(`${url} is not what it was: its sum is ${sum}, not ${sha256}`);
}

/** For docker: who logs in to which registry. */
export async function writeDockerConfig(registries: readonly string[]): Promise<void> {
  const file = join(dockerConfig, 'config.json');
  await mkdir(dirname(file), { recursive: true });
  const before: unknown = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
  const hosts = registries.map((registry) => registry.split('/')[0] ?? registry);
  const credHelpers = Object.fromEntries(hosts.map((host) => [host, 'ecr-login']));
  await writeFile(file, JSON.stringify({ ...Object(before), credHelpers }, null, 2));
}
