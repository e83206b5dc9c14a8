import { operations } from '@gnar/contract';
import { describe, expect, it } from '@jest/globals';
import { reply, type Route } from '@gnar/gear/http';
import { createMakeRoute } from './route.ts';

const route = createMakeRoute({
  runChecks: (_event, _caller, guards) => guards(),
  enforceRateLimit: () => Promise.resolve(),
  verifyCaptcha: () => Promise.resolve(),
});

const invite = { ...operations.logOut, access: 'org:members.write' } as const;

/** What must not compile is marked: the compiler is what tests these. */
function mistakes(): Route[] {
  return [
    // @ts-expect-error -- a public operation has a limit
    route(operations.checkLink, {}, () => reply(200, { email: '' })),
    // @ts-expect-error -- there is no such limit
    route(operations.checkLink, { limit: 'checkLink' }, () => reply(200, { email: '' })),
    // @ts-expect-error -- the captcha token in the body is to be checked
    route(operations.signUp, { limit: 'signUp' }, () => reply(202, {})),
    // @ts-expect-error -- the body has no captcha token
    route(operations.checkLink, { limit: 'useLink', captcha: true }, () => reply(200, { email: '' })),
    // @ts-expect-error -- nothing checks the permissions of organisations yet
    route(invite, {}, () => reply(204)),
    // @ts-expect-error -- the operation answers with the status 202
    route(operations.signUp, { limit: 'signUp', captcha: true }, () => reply(200, {})),
    // @ts-expect-error -- the operation answers with an address
    route(operations.checkLink, { limit: 'useLink' }, () => reply(200, { mail: '' })),
  ];
}

describe('the route of an operation', () => {
  it('does not compile without the limit or the captcha that its operation demands', () => {
    expect(mistakes()).toHaveLength(7);
  });

  it('may have a limit for those who are signed in, or none', () => {
    const routes = [
      route(operations.logOut, {}, () => reply(204)),
      route(operations.logOut, { limit: 'scorePassword', audit: 'log_out' }, () => reply(204)),
    ];
    expect(routes.map(({ auth }) => auth)).toEqual(['required', 'required']);
  });
});
