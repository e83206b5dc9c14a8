/** A router of Express, mounted in gear. */
import { GnarApp } from '@gnar/gear';
import { mount } from '@gnar/gear/http';
import { forum } from './forum-router.mjs';

const port = Number(process.argv[4]);
await new GnarApp('mounted', {
  ...{ production: true, host: '127.0.0.1', port, noDb: true, noJwt: true },
  blueprints: [mount('/forum', { auth: 'public' }, forum)],
}).run();
