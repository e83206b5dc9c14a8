import { describe, expect, it } from '@jest/globals';
import { argumentsOf, asksForHelp, usageOf } from './arguments-of.ts';

const usage = {
  name: 'infra:up',
  options: { yes: { type: 'boolean', default: false }, rotate: { type: 'string' } },
} as const;

describe('the arguments of a command', () => {
  it('are an environment and options', () => {
    expect(argumentsOf(usage, ['staging', '--rotate', 'PG_PASSWORD'])).toMatchObject({
      positionals: ['staging'],
      values: { yes: false, rotate: 'PG_PASSWORD' },
    });
  });

  it.each([
    [['staging', '--yess'], "Unknown option '--yess'."],
    [['staging', '-y'], "Unknown option '-y'."],
    [['staging', '--rotate'], "Option '--rotate <value>' argument missing."],
    [['staging', '--rotate', '--yes'], "Option '--rotate' argument is ambiguous."],
    [['staging', '--yes=no'], "Option '--yes' does not take an argument."],
  ])('%j: what is wrong, and the options that there are', (args, problem) => {
    expect(() => argumentsOf(usage, args)).toThrow(
      `${problem}\n  npm run infra:up -- <environment> [--yes] [--rotate <value>]`,
    );
  });

  it.each(['--help', '-h'])('may ask for help: %s', (help) => {
    expect(asksForHelp(['staging', help])).toBe(true);
    expect(asksForHelp(['staging', '--yes'])).toBe(false);
  });

  it('have a usage with what follows the environment', () => {
    expect(
      usageOf({ name: 'tunnel', options: { port: { type: 'string' } }, follows: '<postgres|redis>' }),
    ).toBe('npm run tunnel -- <environment> <postgres|redis> [--port <value>]');
  });
});
