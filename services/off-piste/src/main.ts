import { readConfigOrExit } from '@gnar/gear/config';
import { compose } from './compose.ts';
import { offPisteSchema } from './config.ts';

await compose(readConfigOrExit(offPisteSchema)).run();
