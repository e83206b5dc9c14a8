import { describe, expect, it } from '@jest/globals';
import { unscopedActions } from '../testing/unscoped-actions.ts';
import { mayDeploy } from './pipeline-permissions.ts';

const repositoryArns = ['arn:repository/one', 'arn:repository/other'];
const deploy = mayDeploy(repositoryArns);
const actionsOf = (statements: typeof deploy) => statements.flatMap(({ actions = [] }) => actions);

describe('a deploy', () => {
  it('may name everything only where AWS knows nothing smaller', () => {
    const unscoped = deploy.filter(({ resources }) => resources?.includes('*'));
    expect(actionsOf(unscoped).filter((action) => !(action in unscopedActions))).toEqual([]);
  });

  it('pushes to our repositories only', () => {
    const pushing = deploy.filter(({ actions }) => actions?.includes('ecr:PutImage'));
    expect(pushing.map(({ resources }) => resources)).toEqual([repositoryArns]);
  });

  it('speaks with the image registry alone, deletes nothing there and changes no permission', () => {
    const actions = actionsOf(deploy);
    expect(actions.filter((action) => !action.startsWith('ecr:'))).toEqual([]);
    expect(actions.filter((action) => /:Delete|:\w*Policy|\*/.test(action))).toEqual([]);
  });
});
