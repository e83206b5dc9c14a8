import { readConfigOrExit } from '@gnar/gear/config';
import { compose } from './compose.ts';
import { pisteSchema } from './config.ts';

await compose(readConfigOrExit(pisteSchema)).run();
