import { defineBlueprint } from '../../../blueprint/define-blueprint.ts';
import { reply } from '../../../blueprint/reply.ts';
import { get } from '../../../blueprint/route.ts';

export const blueprint = defineBlueprint({
  prefix: '/deeper',
  routes: [get('/', { auth: 'public' }, () => reply(200, 'deeper'))],
});
