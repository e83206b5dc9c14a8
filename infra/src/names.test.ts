import { beforeAll, describe, expect, it } from '@jest/globals';
import { prefixOf } from './naming.ts';
import { environmentWith, synthesised, type Resource, type Synthesised } from './testing/synthesised.ts';

/** The argument that names a resource in AWS, by which a second one would clash. */
const NAMED_BY = [
  'name',
  'bucket',
  'identifier',
  'family_name',
  'replication_group_id',
  'function_name',
  'user_id',
];
/** Resources whose name is not ours to choose: a record, a zone, the name of a role's only policy. */
const NAMED_OTHERWISE =
  /^(?:data\.|aws_route53_|aws_eks_addon|aws_s3_bucket_|aws_iam_role_policy$|aws_ssm_document)/;
/** Behind a path that AWS expects: `/aws/rds/instance/gnar-test-postgres/postgresql`. */
const carries = (name: string, prefix: string) => new RegExp(`(?:^|[/:])${prefix}(?:$|[-/])`).test(name);

const nameOf = ({ arguments: arguments_ }: Resource): string | undefined =>
  NAMED_BY.map((argument): unknown => arguments_[argument]).find(
    (name): name is string => typeof name === 'string' && !name.includes('${'),
  );

const named = ({ resources }: Synthesised) =>
  resources
    .filter(({ type }) => !NAMED_OTHERWISE.test(type))
    .flatMap((resource) => {
      const name = nameOf(resource);
      return name === undefined ? [] : [{ resource, name }];
    });

describe.each(['free-tier', 'small', 'production'] as const)(
  'the names in an environment of size %s',
  (size) => {
    const environment = environmentWith({ size });
    let all: Synthesised;
    beforeAll(() => {
      all = synthesised(environment);
    });

    it('carry product and environment, so that two environments never meet', () => {
      const strangers = named(all)
        .filter(({ name }) => !carries(name, prefixOf(environment)))
        .map(({ resource, name }) => `${resource.address}: ${name}`);
      expect(strangers).toEqual([]);
    });

    it('are there once', () => {
      const keys = named(all).map(({ resource, name }) => `${resource.type} ${name}`);
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    });

    it('are the same when synthesised again', () => {
      const again = synthesised(environment);
      expect(again.resources.map(({ address }) => address)).toEqual(
        all.resources.map(({ address }) => address),
      );
      expect([...again.documents]).toEqual([...all.documents]);
    });

    it('and addresses are words, without a hash', () => {
      const hashed = all.resources.filter(
        ({ id }) => !/^[a-z][a-z0-9_-]*$/.test(id) || /[0-9a-f]{8}$/i.test(id),
      );
      expect(hashed.map(({ address }) => address)).toEqual([]);
    });
  },
);

it('no name is shared by two environments of one account', () => {
  const namesOf = (name: string, domain: string) =>
    new Set(
      named(synthesised(environmentWith({ name, domain, size: 'small' }))).map(
        (one) => `${one.resource.type} ${one.name}`,
      ),
    );
  const staging = namesOf('staging', 'staging.example.com');
  const production = namesOf('production', 'example.com');
  expect([...staging].filter((key) => production.has(key))).toEqual([]);
});
