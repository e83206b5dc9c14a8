import type { Mutation } from './mutation.ts';

/** Mutations that change nothing that a test could see, each with the reason. */
interface AcceptedSurvivor extends Pick<Mutation, 'file' | 'context' | 'original' | 'replacement'> {
  readonly reason: string;
}

const accepted: readonly AcceptedSurvivor[] = [];

export function reasonToAccept({ file, context, original, replacement }: Mutation): string | undefined {
  return accepted.find(
    (known) =>
      known.file === file &&
      known.context === context &&
      known.original === original &&
      known.replacement === replacement,
  )?.reason;
}
