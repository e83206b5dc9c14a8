import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { services } from '../../services.ts';
import { readKind } from '../checks/kubernetes-object.ts';
import { places } from '../checks/place.ts';
import { workloadsOf } from '../checks/pods.ts';
import { renderedObjects } from '../rendering/overlays.ts';
import { evaluateCel } from './cel.ts';

const policySchema = z.looseObject({
  spec: z.looseObject({
    variables: z.array(z.looseObject({ name: z.string(), expression: z.string() })),
    validations: z.array(z.looseObject({ expression: z.string(), message: z.string() })),
  }),
});
const listSchema = z.looseObject({ data: z.record(z.string(), z.string()).optional() });

/** The repositories that an overlay admits. */
function admittedBy(overlay: string): Readonly<Record<string, string>> {
  const list = readKind(renderedObjects(overlay), 'ConfigMap', listSchema).find(
    ({ name }) => name === 'ConfigMap/admitted-images',
  );
  return list?.value.data ?? {};
}

/** What the policy of an overlay has against a pod: the messages that its author would see. */
function refusals(overlay: string, spec: object, admitted = admittedBy(overlay)): string[] {
  const [policy] = readKind(renderedObjects(overlay), 'ValidatingAdmissionPolicy', policySchema);
  if (policy === undefined) throw new Error(`${overlay} has no admission policy`);
  const { variables, validations } = policy.value.spec;
  const scope = { object: { spec }, params: { data: admitted } };
  const values = variables.map(({ name, expression }) => [name, evaluateCel(expression, scope)] as const);
  return validations
    .filter(
      ({ expression }) =>
        evaluateCel(expression, { ...scope, variables: Object.fromEntries(values) }) !== true,
    )
    .map(({ message }) => message);
}

const repository = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/piste';
const ours = `${repository}@sha256:${'a'.repeat(64)}`;
const good = { securityContext: { runAsNonRoot: true }, containers: [{ image: ours }] };
const foreign = 'Only images of our own registry run here.';
const unpinned = 'An image is named by its digest, which cannot become another image.';
const root = 'A pod says runAsNonRoot, and no container of it says otherwise.';

describe('the admission policy', () => {
  it.each(places.filter(({ admission }) => admission).map(({ name }) => name))(
    'takes every pod of %s',
    (overlay) => {
      const ours = workloadsOf(renderedObjects(overlay)).filter(({ namespace }) => namespace === 'gnar');
      const pods = ours.map(({ pod }) => pod);
      expect(pods.length).toBeGreaterThanOrEqual(services.length);
      expect(pods.flatMap((pod) => refusals(overlay, pod))).toEqual([]);
    },
  );

  it.each<readonly [string, object, readonly string[]]>([
    [
      'an image of another registry',
      { containers: [{ image: `docker.io/library/nginx@sha256:${'a'.repeat(64)}` }] },
      [foreign],
    ],
    [
      'a repository whose name begins as ours does',
      { containers: [{ image: ours.replace('/piste@', '/piste-of-another@') }] },
      [foreign],
    ],
    ['an image by its tag', { containers: [{ image: ours.replace(/@.*/, ':1.2.3') }] }, [foreign, unpinned]],
    ['a digest that is cut short', { containers: [{ image: ours.slice(0, -1) }] }, [unpinned]],
    [
      'a stranger behind one of ours',
      { containers: [{ image: ours }, { image: 'evil' }] },
      [foreign, unpinned],
    ],
    ['a stranger that goes first', { initContainers: [{ image: 'evil' }] }, [foreign, unpinned]],
    ['a stranger that looks in later', { ephemeralContainers: [{ image: 'evil' }] }, [foreign, unpinned]],
    ['a pod that may be root', { securityContext: {} }, [root]],
    ['a pod that says nothing of it', { securityContext: undefined }, [root]],
    [
      'a container that is root in a pod that is not',
      { containers: [{ image: ours, securityContext: { runAsNonRoot: false } }] },
      [root],
    ],
  ])('refuses %s', (_what, difference, messages) => {
    expect(refusals('production', { ...good, ...difference }, { piste: repository })).toEqual(messages);
  });

  it('is read only as far as its words are known', () => {
    expect(() => evaluateCel('object.spec.containers.size() > 0', {})).toThrow('does not know: size');
  });
});
