import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { type KubernetesObject, ofKind, readKind } from './kubernetes-object.ts';
import { workloadsOf } from './pods.ts';

const policySchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    failurePolicy: z.string().optional(),
    matchConstraints: z.looseObject({
      resourceRules: z.array(
        z.looseObject({ resources: z.array(z.string()), operations: z.array(z.string()) }),
      ),
    }),
    variables: z.array(z.looseObject({ name: z.string(), expression: z.string() })).default([]),
    validations: z.array(z.looseObject({ expression: z.string() })),
  }),
});

const bindingSchema = z.looseObject({
  spec: z.looseObject({
    policyName: z.string(),
    validationActions: z.array(z.string()),
    paramRef: z.looseObject({ name: z.string(), parameterNotFoundAction: z.string() }),
    matchResources: z.looseObject({
      namespaceSelector: z.looseObject({ matchLabels: z.record(z.string(), z.string()) }),
    }),
  }),
});

const allowedSchema = z.looseObject({ data: z.record(z.string(), z.string()).default({}) });

/** What the expressions must say; each is in a validation of its own. */
const demands: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['images of our own registries', /image\.startsWith\(params\.data\[key\] \+ '@'\)/],
  ['images by digest', /image\.matches\('@sha256:\[0-9a-f\]\{64\}\$'\)/],
  ['pods that are not root', /object\.spec\.securityContext\.runAsNonRoot &&/],
];

/** The API server refuses, in our namespace, what these files would never ask for; and what they ask for, it takes. */
export const admission: Check = (objects, place) => {
  if (!place.admission) return [];
  const [policy] = readKind(objects, 'ValidatingAdmissionPolicy', policySchema);
  const [binding] = readKind(objects, 'ValidatingAdmissionPolicyBinding', bindingSchema);
  if (policy === undefined || binding === undefined) return ['no ValidatingAdmissionPolicy with its binding'];
  const { spec } = policy.value;
  const resources = spec.matchConstraints.resourceRules.flatMap((rule) => rule.resources);
  const images = spec.variables.find(({ name }) => name === 'images')?.expression ?? '';
  const namespace = ofKind(objects, 'Namespace')[0]?.metadata.labels ?? {};
  const selected = Object.entries(binding.value.spec.matchResources.namespaceSelector.matchLabels);
  const looksAt = ofKind(objects, 'Namespace')
    .filter(({ metadata }) => selected.every(([key, value]) => metadata.labels?.[key] === value))
    .map(({ metadata }) => metadata.name);
  return [
    ...broken([
      [spec.failurePolicy === 'Fail', `${policy.name}: lets pods in when it cannot decide`],
      [resources.includes('pods'), `${policy.name}: does not look at pods`],
      [
        resources.includes('pods/ephemeralcontainers'),
        `${policy.name}: does not look at debugging containers`,
      ],
      [binding.value.spec.policyName === policy.value.metadata.name, `${binding.name}: binds another policy`],
      [binding.value.spec.validationActions.includes('Deny'), `${binding.name}: only reports`],
      [
        binding.value.spec.paramRef.parameterNotFoundAction === 'Deny',
        `${binding.name}: lets all in without its list`,
      ],
      [
        selected.every(([key, value]) => namespace[key] === value),
        `${binding.name}: does not select our namespace`,
      ],
      ...['containers', 'initContainers', 'ephemeralContainers'].map(
        (kind) =>
          [images.includes(`object.spec.${kind}.map`), `${policy.name}: does not look at ${kind}`] as const,
      ),
      ...demands.map(
        ([what, pattern]) =>
          [
            spec.validations.some(({ expression }) => pattern.test(expression)),
            `${policy.name}: does not ask for ${what}`,
          ] as const,
      ),
    ]),
    ...ownImages(objects, binding.value.spec.paramRef.name, looksAt),
  ];
};

/** The same rule, said here: what would be refused of our own. */
function ownImages(
  objects: readonly KubernetesObject[],
  listName: string,
  namespaces: readonly string[],
): string[] {
  const list = readKind(objects, 'ConfigMap', allowedSchema).find(
    ({ object }) => object.metadata.name === listName,
  );
  if (list === undefined) return [`ConfigMap/${listName}: is missing, so no pod would start`];
  const repositories = Object.values(list.value.data);
  const ours = workloadsOf(objects).filter(({ namespace }) => namespaces.includes(namespace));
  return [
    ...repositories.flatMap((repository) =>
      broken([
        [
          /^[a-z0-9.-]+\.[a-z]+\/[a-z0-9/-]+$/.test(repository),
          `${list.name}: "${repository}" is no repository`,
        ],
      ]),
    ),
    ...ours.flatMap(({ id, containers }) =>
      containers.flatMap(({ image }) =>
        broken([
          [
            repositories.some((repository) => image.startsWith(`${repository}@`)),
            `${id}: ${image} would be refused`,
          ],
        ]),
      ),
    ),
  ];
}
