import { describe, expect, it } from '@jest/globals';
import { RecordedRun } from '../testing/recorded-run.ts';
import { environmentWith } from '../testing/synthesised.ts';
import { Aws } from './aws.ts';
import { NotIdentified, requireAccount } from './identity.ts';

const account = (answer: string | { readonly code: number; readonly stderr: string }) =>
  requireAccount(
    environmentWith({ accountId: '111122223333' }),
    new Aws(new RecordedRun([/sts get-caller-identity/, answer]).run, 'eu-west-1'),
  );

const failure = (stderr: string) => account({ code: 253, stderr });

describe('who we are to AWS', () => {
  it('is told when it is the environment’s account', async () => {
    await expect(account('{"Account":"111122223333","Arn":"arn:ada"}')).resolves.toMatchObject({
      Arn: 'arn:ada',
    });
  });

  it('is refused for another account', async () => {
    await expect(account('{"Account":"999900001111","Arn":"arn:ada"}')).rejects.toThrow(
      'another AWS_PROFILE',
    );
  });

  it('without credentials leads to a login, never to keys that stay', async () => {
    const asked = failure(
      '\nUnable to locate credentials. You can configure credentials by running "aws configure".\n',
    );

    await expect(asked).rejects.toThrow(NotIdentified);
    await expect(asked).rejects.toThrow(/`aws sso login --profile <name>` and AWS_PROFILE=<name>/);
    await expect(asked).rejects.toThrow(/Unable to locate credentials\.$/);
  });

  it.each([
    'Could not connect to the endpoint URL: "https://sts/"',
    'Connect timeout on endpoint URL: "https://sts/"',
  ])('is not asked for a login when there was no answer: %s', async (stderr) => {
    const asked = failure(stderr);

    await expect(asked).rejects.toThrow('AWS cannot be reached from here');
    await expect(asked).rejects.not.toThrow('sso login');
  });
});
