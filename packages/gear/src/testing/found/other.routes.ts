/** A module of that name without a blueprint. */
export const somethingElse = true;
