import { defineBlueprint } from '../../http/define-blueprint.ts';
import { reply } from '../../http/reply.ts';
import { get } from '../../http/route.ts';

export const blueprint = defineBlueprint({
  prefix: '/home',
  routes: [get('/', { auth: 'public' }, () => reply(200, 'home'))],
});
