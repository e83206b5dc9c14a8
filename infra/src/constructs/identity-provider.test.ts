import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { IdentityProvider } from './identity-provider.ts';

const made = (create: boolean) =>
  synthesisedConstruct(
    (stack) =>
      new IdentityProvider(stack, 'gitlab', { issuer: 'gitlab.com', audience: 'sts.amazonaws.com', create }),
  );

describe('an identity provider', () => {
  it('takes tokens that are meant for AWS, and no others', () => {
    expect(made(true).one('aws_iam_openid_connect_provider').arguments).toMatchObject({
      url: 'https://gitlab.com',
      client_id_list: ['sts.amazonaws.com'],
    });
  });

  it('is looked up where the account has it already', () => {
    const system = made(false);
    expect(system.all('aws_iam_openid_connect_provider')).toEqual([]);
    expect(system.one('data.aws_iam_openid_connect_provider').arguments['url']).toBe('https://gitlab.com');
  });
});
