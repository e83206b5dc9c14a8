import { EXAMPLE_ACCOUNT } from './environment.ts';
import { Mistake } from './mistake.ts';

/**
 * What in an environment's rendered documents still stands for something that there is not yet, each with what makes it.
 * @param text of `k8s/rendered/<environment>.yaml`
 */
export function exampleValues(environment: string, text: string): string[] {
  const found: readonly (readonly [example: RegExp, sentence: string])[] = [
    [
      new RegExp(`\\b${EXAMPLE_ACCOUNT}\\b`),
      `The account is the example's: npm run infra:outputs -- ${environment}, then npm run k8s:render -- ${environment} --write.`,
    ],
    [
      /\bexample\.com\b/,
      `The domain is the example's: name yours in infra/environments/${environment}.ts, and let infra:outputs write it.`,
    ],
    [
      /@sha256:0{64}/,
      'An image has zeros for its digest: the pipeline publishes images and commits their digests (deploy).',
    ],
  ];
  return found.filter(([example]) => example.test(text)).map(([, sentence]) => sentence);
}

/** @throws Mistake naming every example value in an environment's rendered documents: no cluster could run them */
export function requireOwnValues(environment: string, text: string): void {
  const examples = exampleValues(environment, text);
  if (examples.length === 0) return;
  throw new Mistake(
    `k8s/rendered/${environment}.yaml is not yet of an account of yours.\n${examples.join('\n')}`,
  );
}
