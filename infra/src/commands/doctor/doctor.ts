import { styleText } from 'node:util';
import type { Environment } from '../../config.ts';
import { bucketName } from '../../naming.ts';
import { type Aws, AwsError } from '../aws.ts';
import { CommandError } from '../command-error.ts';
import type { ResolveNameServers } from '../delegation.ts';
import type { Run } from '../run.ts';
import { exists } from '../state-bucket.ts';
import { checkCredentials, checkMail, checkRegion } from './account.ts';
import { checkDomain } from './domain.ts';
import { type Finding, note } from './finding.ts';
import { checkPrograms } from './programs.ts';
import { checkQuotas } from './quotas.ts';

export interface DoctorParts {
  readonly run: Run;
  readonly aws: Aws;
  readonly resolve: ResolveNameServers;
}

/** Looks at all that has stopped people before; changes nothing. */
export async function examine(
  environment: Environment,
  { run, aws, resolve }: DoctorParts,
): Promise<readonly Finding[]> {
  const programs = await checkPrograms(run, environment);
  const credentials = await checkCredentials(environment, aws);
  if (credentials.state === 'bad') return [...programs, credentials];
  const isUp = await exists(aws, bucketName(environment, 'state')).catch(() => false);
  return [
    ...programs,
    credentials,
    ...(await unlessRefused('the region', async () => [await checkRegion(environment, aws)])),
    ...(await unlessRefused('limits', async () => checkQuotas(environment, aws, isUp))),
    ...(await unlessRefused('mail', async () => [await checkMail(environment, aws)])),
    ...(await unlessRefused('the domain', async () => [await checkDomain(environment, aws, resolve)])),
  ];
}

/** One question that may not be asked must not hide the answers to the others. */
async function unlessRefused(
  what: string,
  ask: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AwsError) return [note(`Could not look at ${what}`, error.message)];
    throw error;
  }
}

const marks = { good: styleText('green', '✓'), note: styleText('yellow', '•'), bad: styleText('red', '✗') };

export function linesOf(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ state, what, advice = [] }) => [
    `${marks[state]} ${what}`,
    ...advice.map((line) => `    ${line}`),
  ]);
}

/** @throws CommandError that shows what is bad, with what to do: half an hour into a command is too late to learn it */
export function requirePrograms(findings: readonly Finding[]): void {
  const bad = findings.filter(({ state }) => state === 'bad');
  if (bad.length > 0) throw new CommandError(linesOf(bad).join('\n'));
}
