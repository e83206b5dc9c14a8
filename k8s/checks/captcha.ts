import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { readKind } from './kubernetes-object.ts';
import { providedSecrets } from './secret-keys.ts';

const settingsSchema = z.looseObject({ data: z.record(z.string(), z.string()).default({}) });

/** A page that asks for no captcha cannot get past a service that wants one; the other way round it would be for show. */
export const captcha: Check = (objects) => {
  const inPages = readKind(objects, 'ConfigMap', settingsSchema).some(
    ({ value }) => value.data['GNAR_RECAPTCHA_SITE_KEY'] !== undefined,
  );
  const inService = providedSecrets(objects).get('recaptcha')?.has('GNAR_RECAPTCHA_SECRET_KEY') === true;
  return broken([
    [
      !inPages || inService,
      'the pages have GNAR_RECAPTCHA_SITE_KEY, the services have no GNAR_RECAPTCHA_SECRET_KEY',
    ],
    [
      !inService || inPages,
      'the services have GNAR_RECAPTCHA_SECRET_KEY, the pages have no GNAR_RECAPTCHA_SITE_KEY',
    ],
  ]);
};
