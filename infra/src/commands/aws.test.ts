import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { awsFailure, RecordedRun } from '../testing/recorded-run.ts';
import { Aws, AwsError } from './aws.ts';

describe('the AWS CLI', () => {
  it('is asked in the region, for JSON, without a pager', async () => {
    const recorded = new RecordedRun([/^aws /, '{"Answer":1}']);

    const answer = await new Aws(recorded.run, 'eu-west-1').read(
      ['sqs', 'list-queues'],
      z.object({ Answer: z.number() }),
    );

    expect(answer).toEqual({ Answer: 1 });
    expect(recorded.lines).toEqual(['aws sqs list-queues --region eu-west-1 --output json --no-cli-pager']);
  });

  it('gets its request by standard input, never in arguments', async () => {
    const recorded = new RecordedRun([/^aws /, '{}']);

    await new Aws(recorded.run, 'eu-west-1').call(['ssm', 'put-parameter'], { Value: 'hush' });

    const [call] = recorded.calls;
    expect(call?.line).not.toContain('hush');
    expect(call?.args.slice(-2)).toEqual(['--cli-input-json', 'file:///dev/stdin']);
    expect(call?.options.input).toBe('{"Value":"hush"}');
  });

  it('fails with AWS’s own word', async () => {
    const recorded = new RecordedRun([/^aws /, awsFailure('ParameterNotFound', 'GetParameter')]);
    const failure = new Aws(recorded.run, 'eu-west-1').call(['ssm', 'get-parameter']);

    await expect(failure).rejects.toThrow(AwsError);
    await expect(failure).rejects.toMatchObject({ code: 'ParameterNotFound' });
  });
});
