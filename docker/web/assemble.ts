import { copyFile, cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeHeaderDirectives } from './header-directives.ts';
import { precompress } from './precompress.ts';

/**
 * `node assemble.ts <built pages> <nginx configuration> <out>`: the content of powder's image. The pages without their
 * source maps, compressed beforehand; the configuration; the headers.
 */
const [pages, configuration, out, ...rest] = process.argv.slice(2);
if (pages === undefined || configuration === undefined || out === undefined || rest.length > 0) {
  throw new Error('Usage: assemble.ts <built pages> <nginx configuration> <out>');
}

const site = join(out, 'public');
await mkdir(site, { recursive: true });
await cp(pages, site, { recursive: true, filter: (file) => !/\.(?:map|tsbuildinfo)$/.test(file) });
// Written at the start, from the environment.
await rm(join(site, 'config.json'), { force: true });
await precompress(site);
await copyFile(configuration, join(out, 'nginx.conf'));
await writeHeaderDirectives(out);
