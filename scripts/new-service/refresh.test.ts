import { describe, expect, it } from '@jest/globals';
import { leftToDo } from './refresh.ts';

describe('what is left to do after a change of services', () => {
  it('is nothing where k8s/ was rendered', () => {
    expect(leftToDo({ ok: true, output: 'k8s/rendered/staging.yaml' })).toEqual([]);
  });

  it('is to render k8s/ where that failed, with the reason', () => {
    const reason = 'kubectl on PATH renders with kustomize 5.4; k8s/ needs 5.5 or later.';
    expect(leftToDo({ ok: false, output: reason })).toEqual([
      `k8s/rendered, with kubectl or kustomize on PATH: npm run k8s:render -- all --write\nIt was not possible now:\n${reason}`,
    ]);
  });
});
