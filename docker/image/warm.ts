import { spawnSync } from 'node:child_process';
import { chmod, readdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * `node warm.ts <workspace in an assembled image> [user id]`: compiles the bundle beforehand, for processes of that user (the
 * default is who runs this): Node keeps what V8 made of each file in `compile-cache`, and finds it there although the root of
 * a container cannot be written to. On a machine whose V8 is another one, Node compiles as ever.
 */
const [workspace, userId] = process.argv.slice(2);
if (workspace === undefined) throw new Error('Usage: warm.ts <workspace> [user id]');
const dist = resolve(workspace, 'dist');
const cache = resolve(workspace, 'compile-cache');

// Importing a file runs what stands at its top, as a start does; programs are left out: they would begin their work.
const files = (await readdir(dist)).filter((file) => file.endsWith('.js') && file !== 'main.js');
const program = files.map((file) => `await import(${JSON.stringify(join(dist, file))});`).join('\n');
const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
  env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: cache, NODE_COMPILE_CACHE_PORTABLE: '1' },
  encoding: 'utf8',
});
if (status !== 0) throw new Error(`The bundle in ${dist} cannot be loaded:\n${stderr}`);

// Node names the folder after its version, the machine and the user, and lets that user alone read it.
const [folder, ...others] = await readdir(cache);
if (folder === undefined || others.length > 0) throw new Error(`${cache} should hold one folder`);
const ofUser = join(cache, userId === undefined ? folder : folder.replace(/\d+$/, userId));
await rename(join(cache, folder), ofUser);
for (const file of await readdir(ofUser)) await chmod(join(ofUser, file), 0o644);
