import { broken, type Check } from './check.ts';
import { exceptions } from './exceptions.ts';
import { nameOf, ofKind } from './kubernetes-object.ts';

/** Kinds that belong to the whole cluster. */
const clusterWide = new Set([
  'ClusterIssuer',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'Namespace',
  'PriorityClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
]);

/** Namespaces that come with what is installed for the whole cluster. */
const ofThePlatform = ['monitoring', 'logging'];

/** Everything lies in a namespace that the overlay makes, and the API server enforces the restricted standard there. */
export const namespaces: Check = (objects, place) => {
  const made = ofKind(objects, 'Namespace');
  const names = new Set([...made.map(({ metadata }) => metadata.name), ...ofThePlatform]);
  return [
    ...broken([[made.length > 0, 'no Namespace is made']]),
    ...made.flatMap((namespace) => {
      const labels = namespace.metadata.labels ?? {};
      if (exceptions.some((exception) => exception.namespace === namespace.metadata.name)) {
        return exceptionalProblems(nameOf(namespace), labels);
      }
      return broken([
        [
          labels['pod-security.kubernetes.io/enforce'] === 'restricted',
          `${nameOf(namespace)}: does not enforce the restricted standard`,
        ],
        [
          !place.admission || labels['gnar.dev/images'] === 'ours-only',
          `${nameOf(namespace)}: is not looked at by the admission policy`,
        ],
      ]);
    }),
    ...objects.flatMap((object) => {
      const { namespace } = object.metadata;
      return clusterWide.has(object.kind)
        ? broken([[namespace === undefined, `${nameOf(object)}: belongs to the cluster, not to a namespace`]])
        : broken([
            [
              names.has(namespace ?? ''),
              `${nameOf(object)}: is in the namespace ${namespace}, which nothing makes`,
            ],
          ]);
    }),
  ];
};

/** In a namespace with exceptions the API server still reports every violation. */
const exceptionalProblems = (id: string, labels: Readonly<Record<string, string>>): string[] =>
  ['audit', 'warn'].flatMap((mode) =>
    broken([
      [
        labels[`pod-security.kubernetes.io/${mode}`] === 'restricted',
        `${id}: breaks the standard without ${mode}`,
      ],
    ]),
  );
