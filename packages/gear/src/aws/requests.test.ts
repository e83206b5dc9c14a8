import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { actions } from './requests.ts';

const gear = join(import.meta.dirname, '..');

/** IAM's names of all commands of AWS's SDK that gear's code creates; services cannot import the SDK (lint). */
const requested = readdirSync(gear, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(gear, file), 'utf8'))
  .filter((source) => source.includes('@aws-sdk/client-'))
  .flatMap(commandsIn);

describe('the actions that infra gives to the roles of services', () => {
  it('are the requests that gear makes: none is missing, none is left over', () => {
    expect([...new Set(Object.values(actions).flat())].toSorted()).toEqual(
      [...new Set(requested)].toSorted(),
    );
  });

  it('are found in the code at all', () => {
    expect(requested).toContain('ses:SendEmail');
  });
});

/** A file imports from one client only, which says whose commands they are. */
function commandsIn(source: string): string[] {
  const clients = new Set([...source.matchAll(/@aws-sdk\/client-(\w+)/g)].map(([, client = '']) => client));
  const [client, ...others] = clients;
  if (others.length > 0) throw new Error(`one file uses the clients ${[...clients].join(' and ')}`);
  return [...source.matchAll(/new (\w+)Command\(/g)].map(([, command = '']) => `${client ?? ''}:${command}`);
}
