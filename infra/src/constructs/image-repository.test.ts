import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { ImageRepository } from './image-repository.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const system = synthesisedConstruct(
  (stack) => new ImageRepository(stack, 'lift', { name: 'gnar-test/lift', keyArn }),
);
const repository = system.one('aws_ecr_repository').arguments;
const rules: readonly {
  readonly priority: number;
  readonly selection: readonly Readonly<Record<string, unknown>>[];
}[] = system.one('data.aws_ecr_lifecycle_policy_document').arguments['rule'];

describe('an image repository', () => {
  it('never lets a tag mean another image', () => {
    expect(repository['image_tag_mutability']).toBe('IMMUTABLE');
    expect(repository).not.toHaveProperty('image_tag_mutability_exclusion_filter');
  });

  it('scans every image when it arrives', () => {
    expect(repository['image_scanning_configuration']).toEqual({ scan_on_push: true });
  });

  it('encrypts images with the key of the environment', () => {
    expect(repository['encryption_configuration']).toEqual([{ encryption_type: 'KMS', kms_key: keyArn }]);
  });

  it('does not go with the images in it: only infra:down says otherwise', () => {
    expect(repository['force_delete'] ?? false).toBe(false);
  });

  it('admits no other account: it has no policy of its own', () => {
    expect(system.all('aws_ecr_repository_policy')).toEqual([]);
  });

  it('counts releases before builds, so that builds cannot push a running image out', () => {
    expect(
      rules.map(({ priority, selection: [chosen] }) => [
        priority,
        chosen?.['tag_pattern_list'],
        chosen?.['count_number'],
      ]),
    ).toEqual([
      [1, ['release-*'], 100],
      [2, ['*'], 30],
      [3, undefined, 7],
    ]);
  });

  it('forgets images without a tag after a week', () => {
    expect(rules.at(-1)?.selection[0]).toEqual({
      tag_status: 'untagged',
      count_type: 'sinceImagePushed',
      count_unit: 'days',
      count_number: 7,
    });
  });

  it('follows these rules', () => {
    expect(system.one('aws_ecr_lifecycle_policy').arguments).toMatchObject({
      repository: '${aws_ecr_repository.lift-repository.name}',
      policy: '${data.aws_ecr_lifecycle_policy_document.lift-rules.json}',
    });
  });
});
