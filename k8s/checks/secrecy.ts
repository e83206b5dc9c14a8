import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { type KubernetesObject, readKind } from './kubernetes-object.ts';
import { workloadsOf } from './pods.ts';
import { writtenSecrets } from './secret-keys.ts';

const secretName = /PASSWORD|SECRET_KEY|SECRET_ACCESS_KEY|ACCESS_KEY_ID|TOKEN|PRIVATE/;
/** Credentials that the stand-ins of SES and SQS accept. */
const standIns = 'for-the-stand-ins-only';
const laptops = /^(?:for-laptops-only|gnar_owner)/;

const configSchema = z.looseObject({ data: z.record(z.string(), z.string()).default({}) });

/** Nothing that is secret stands in a rendered file, but what says itself that it is for laptops or stand-ins. */
export const secrecy: Check = (objects, { laptop }) => [
  ...writtenSecrets(objects).flatMap(({ id, key, value }) =>
    broken([[value === standIns || (laptop && laptops.test(value)), `${id}: ${key} is written down`]]),
  ),
  ...readKind(objects, 'ConfigMap', configSchema).flatMap(({ name, value }) =>
    Object.keys(value.data).flatMap((key) =>
      broken([[!secretName.test(key), `${name}: ${key} is a secret's name`]]),
    ),
  ),
  ...environmentProblems(objects),
];

function environmentProblems(objects: readonly KubernetesObject[]): string[] {
  return workloadsOf(objects).flatMap(({ id, containers }) =>
    containers.flatMap(({ env, command, args }) => [
      ...env.flatMap(({ name, value }) =>
        broken([
          [value === undefined || !secretName.test(name), `${id}: the value of ${name} is written down`],
        ]),
      ),
      ...broken([
        [
          !/(?:--?(?:password|requirepass)[= ]?\$)/i.test([...(command ?? []), ...(args ?? [])].join(' ')),
          `${id}: hands a password over as an argument, which every process of the node can read`,
        ],
      ]),
    ]),
  );
}
