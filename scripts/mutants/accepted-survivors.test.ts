import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { root } from '../root.ts';
import { acceptedSurvivors } from './accepted-survivors.ts';
import { mutationsOf } from './mutation.ts';

it.each(acceptedSurvivors)(
  'the mistake whose survival is accepted is still planted: $file, $context, $replacement',
  ({ file, context, original, replacement }) => {
    const planted = mutationsOf(file, readFileSync(join(root, file), 'utf8'));
    expect(planted).toContainEqual(expect.objectContaining({ context, original, replacement }));
  },
);
