import { admission } from './admission.ts';
import { availability, probes } from './availability.ts';
import { captcha } from './captcha.ts';
import { connections } from './connections.ts';
import type { Check } from './check.ts';
import { environment, production } from './environment.ts';
import { images } from './images.ts';
import { namespaces } from './namespaces.ts';
import { order } from './order.ts';
import { podSecurity } from './pod-security.ts';
import { reachability } from './reachability.ts';
import { references } from './references.ts';
import { resources } from './resources.ts';
import { routes } from './routes.ts';
import { secrecy } from './secrecy.ts';
import { transport } from './transport.ts';
import { trust } from './trust.ts';

/** What each check promises of every rendered object. */
export const checks = {
  'pods meet the restricted standard, with a read-only root and no token': podSecurity,
  'namespaces enforce the restricted standard, and everything is in one': namespaces,
  'images are fixed by digest and come from registries that are named': images,
  'the API server admits our images and no others': admission,
  'every container asks for what it needs and has a limit': resources,
  'every long-running workload is probed': probes,
  'the database has a connection for every pod that may be started': connections,
  'rollouts, drained nodes and lost zones fail no request': availability,
  'every name that is used is defined': references,
  'every setting that a program needs is set, and none that no program reads': environment,
  'the captcha is on in the pages and in the service, or in neither': captcha,
  'production mode is on everywhere but on a laptop': production,
  'no secret is written down': secrecy,
  'only private proxies are trusted, stores outside are asked by TLS, and secrets are of this environment':
    trust,
  'every public path leads to the service that declares it, and health to none': routes,
  'every host is served with TLS': transport,
  'migrations run after what they need and before what needs them': order,
  'every needed connection is let through, and no other': reachability,
} as const satisfies Readonly<Record<string, Check>>;

export type Promised = keyof typeof checks;
