import { estimate } from '../../cost/estimate.ts';
import { mainOf } from '../main-of.ts';
import { terminal } from '../terminal.ts';
import { costReport } from './report.ts';

/** `npm run infra:cost -- staging`: what a month costs, from what is synthesised; needs no AWS account. */
await mainOf({ name: 'infra:cost', options: {}, worksWithExampleDomain: true }, async (environment) => {
  for (const line of costReport(environment, estimate(environment))) terminal.say(line);
});
