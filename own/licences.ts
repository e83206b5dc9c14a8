/** Your own exceptions from the list of licences in scripts/supply-chain/licences.ts, by package: its licence and why you may use it. */
export const ownLicences: Readonly<Record<string, { readonly licence: string; readonly reason: string }>> =
  {};
