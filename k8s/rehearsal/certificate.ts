import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FoundProgram } from '@gnar/lodge/debian';

export interface Certificate {
  /** Files. */
  certificate: string;
  key: string;
  /** For clients that shall trust it. */
  pem: string;
}

/** A certificate for these hosts that only the test trusts, good for two days. */
export async function selfSigned(
  { path, env }: FoundProgram,
  folder: string,
  hosts: readonly string[],
): Promise<Certificate> {
  const certificate = join(folder, 'tls.crt');
  const key = join(folder, 'tls.key');
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const about = ['-subj', '/CN=rehearsal', '-addext', `subjectAltName=${names}`];
  await promisify(execFile)(path, ['req', ...kind, ...about, '-keyout', key, '-out', certificate], {
    env: { PATH: process.env['PATH'], ...env },
  });
  return { certificate, key, pem: await readFile(certificate, 'utf8') };
}
