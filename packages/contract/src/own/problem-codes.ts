/** A fork's problem codes. Upstream never changes this folder. */
export const ownProblemCodes = [] as const;
