import { forgeOf } from './identity.ts';
import type { PublishedImages } from './images.ts';
import { program } from './program.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Who signs here: this pipeline's file, on this branch, as the certificate says it. */
export interface Signer {
  /** The address that Sigstore writes into the certificate of a run. */
  readonly identity: string;
  /** Who vouches for the run. */
  readonly issuer: string;
}

/** @throws Error outside a forge, or where the forge does not say which run this is */
export function signerOf(env: Env): Signer {
  const said = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`The forge does not say ${name}.`);
    return value;
  };
  if (forgeOf(env) === 'github') {
    return {
      identity: `${said('GITHUB_SERVER_URL')}/${said('GITHUB_WORKFLOW_REF')}`,
      issuer: 'https://token.actions.githubusercontent.com',
    };
  }
  return {
    identity: `${said('CI_PROJECT_URL')}//.gitlab-ci.yml@refs/heads/${said('CI_COMMIT_BRANCH')}`,
    issuer: said('CI_SERVER_URL'),
  };
}

/**
 * Lets nothing be deployed that this pipeline has not signed: cosign asks the registry for the signature, and compares who made it.
 * @throws Error, with what cosign said, for the first image whose signature is missing or of another signer
 */
export async function verifySignatures(images: PublishedImages, { identity, issuer }: Signer): Promise<void> {
  const signer = ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer];
  for (const image of Object.values(images)) {
    await program('cosign', ['verify', ...signer, image], { quiet: true });
  }
}
