import type { Environment } from '../../config.ts';
import { kopsVersion } from '../../kubernetes-versions.ts';
import { CommandMissing, type Run } from '../run.ts';
import { findTerraform } from '../terraform.ts';
import { bad, type Finding, good, note } from './finding.ts';

/** The lock file in S3 came with 1.10, write-only arguments with 1.11. */
const OLDEST_TERRAFORM = [1, 11] as const;

const checks = {
  terraform: checkTerraform,
  aws: checkAwsCli,
  kops: checkKops,
  'session-manager-plugin': checkSessionManager,
};

export type Program = keyof typeof checks;
const all = ['terraform', 'aws', 'kops', 'session-manager-plugin'] as const satisfies readonly Program[];

/**
 * The programs on this machine that the commands use.
 * @param needed those of one command; kops is looked for only where the cluster is kops'
 */
export async function checkPrograms(
  run: Run,
  { features }: Environment,
  needed: readonly Program[] = all,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const program of needed) {
    if (program !== 'kops' || features.cluster === 'kops') found.push(await checks[program](run));
  }
  return found;
}

async function checkKops(run: Run): Promise<Finding> {
  const version = await firstLine(run, 'kops', ['version', '--short']);
  const where = `https://github.com/kubernetes/kops/releases/tag/v${kopsVersion}`;
  if (version === undefined) return bad('kops is not installed', `Install ${kopsVersion}: ${where}`);
  const minor = (one: string) => one.replace(/^v/, '').split('.').slice(0, 2).join('.');
  return minor(version) === minor(kopsVersion)
    ? good(`kops ${version}`)
    : bad(
        `kops ${version} is not of ${minor(kopsVersion)}, which cluster.yaml is written for`,
        `Install ${kopsVersion}: ${where}`,
      );
}

async function checkTerraform(run: Run): Promise<Finding> {
  const found = await findTerraform(run);
  const where =
    'https://developer.hashicorp.com/terraform/install, or OpenTofu: https://opentofu.org/docs/intro/install';
  if (found === undefined) return bad('Terraform is not installed', `Install 1.11 or later: ${where}`);
  const what = `${found.program} ${found.version}`;
  const [major = 0, minor = 0] = found.version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_TERRAFORM;
  const isNew = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return isNew ? good(what) : bad(`${what} is too old`, `Install 1.11 or later: ${where}`);
}

async function checkAwsCli(run: Run): Promise<Finding> {
  const where = 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html';
  const version = await firstLine(run, 'aws', ['--version']);
  if (version === undefined) return bad('The AWS CLI is not installed', `Install version 2: ${where}`);
  return version.startsWith('aws-cli/2.')
    ? good(version.split(' ')[0] ?? version)
    : bad(`${version} is not version 2`, `Install it: ${where}`);
}

async function checkSessionManager(run: Run): Promise<Finding> {
  const version = await firstLine(run, 'session-manager-plugin', ['--version']);
  if (version !== undefined) return good(`session-manager-plugin ${version}`);
  return note(
    'The Session Manager plugin is not installed: only `npm run tunnel` needs it',
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html',
  );
}

async function firstLine(run: Run, program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { code, stdout } = await run(program, args);
    return code === 0 ? stdout.trim().split('\n')[0] : undefined;
  } catch (error) {
    if (error instanceof CommandMissing) return undefined;
    throw error;
  }
}
