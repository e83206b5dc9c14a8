import { describe, expect, it } from '@jest/globals';
import { environmentWith } from '../testing/synthesised.ts';
import { chooseEnvironment, refuseExampleDomain } from './choose-environment.ts';

const environments = [environmentWith({ name: 'production' }), environmentWith({ name: 'staging' })];

describe('the environment of a command', () => {
  it('is the one that is named', () => {
    expect(chooseEnvironment('infra:up', 'staging', environments).name).toBe('staging');
  });

  it('lists the known ones when none is named', () => {
    expect(() => chooseEnvironment('infra:up', undefined, environments)).toThrow(
      'Which environment?\n  npm run infra:up -- production\n  npm run infra:up -- staging',
    );
  });

  it('lists the known ones when another is named', () => {
    expect(() => chooseEnvironment('infra:up', 'stagin', environments)).toThrow(
      /There is no environment "stagin"\.\n.*production\n.*staging/,
    );
  });

  it.each(['example.com', 'staging.example.com', 'example.org'])(
    'is refused with the domain %s, naming the file',
    (domain) => {
      expect(() => refuseExampleDomain(environmentWith({ name: 'staging', domain }))).toThrow(
        'infra/environments/staging.ts',
      );
    },
  );

  it('is refused with the e-mail address that came with it: no person would hear of an alarm', () => {
    const environment = environmentWith({ domain: 'snow.test', alarmEmail: 'operations@example.com' });
    expect(() => refuseExampleDomain(environment)).toThrow('alarmEmail (operations@example.com)');
  });

  it('is refused with the repository that came with it: its owner could deploy', () => {
    const environment = environmentWith({ domain: 'snow.test', delivery: { github: 'example/gnar' } });
    expect(() => refuseExampleDomain(environment)).toThrow('delivery (example/gnar)');
  });

  it('is accepted with a real domain', () => {
    expect(() => refuseExampleDomain(environmentWith({ domain: 'myexample.com' }))).not.toThrow();
  });
});
