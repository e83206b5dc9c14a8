import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseSkaffold } from './skaffold-schema.ts';

const text = readFileSync(new URL('../../skaffold.yaml', import.meta.url), 'utf8');

describe('skaffold.yaml', () => {
  it('has no word that Skaffold would not know', () => {
    expect(() => parseSkaffold(text)).not.toThrow();
  });

  it.each([
    ['a misspelt key', 'buildCommand:', 'buildCommands:'],
    ['pushing from a laptop', 'push: false', 'push: true'],
    ['a schema of other words', 'skaffold/v4beta13', 'skaffold/v2beta1'],
    ['a port that is none', 'localPort: 8080', 'localPort: web'],
  ])('%s is refused', (_, found, put) => {
    expect(text).toContain(found);
    expect(() => parseSkaffold(text.replace(found, put))).toThrow();
  });
});
