import { changePasswordRequestSchema, scorePasswordRequestSchema } from '@gnar/contract';
import { defineBlueprint, post, reply, type Blueprint } from '@gnar/gear/http';
import type { Admit } from '../../protection/admit.ts';
import type { CountRequest } from '../../protection/request-limits.ts';
import type { PasswordService } from './password.service.ts';

interface PasswordRoutesOptions {
  readonly service: PasswordService;
  readonly admit: Admit;
  readonly countRequest: CountRequest;
}

/** A password that was given up has cost a worker; counted as so many requests beside its own. */
const PRICE_OF_GIVING_UP = 9;

export function passwordRoutes({ service, admit, countRequest }: PasswordRoutesOptions): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post('/score-password', { auth: 'public', body: scorePasswordRequestSchema }, async (request) => {
        await countRequest('scorePassword', request.ip);
        const { verdict, isGivenUp } = await service.score(request.body);
        if (isGivenUp) await countRequest('scorePassword', request.ip, PRICE_OF_GIVING_UP);
        return reply(200, verdict);
      }),
      post('/change-password', { auth: 'required', body: changePasswordRequestSchema }, async (request) => {
        await admit('change_password', request, () => countRequest('scorePassword', request.ip));
        request.answerAs(await service.change(request.session, request.body, request));
        return reply(204);
      }),
    ],
  });
}
