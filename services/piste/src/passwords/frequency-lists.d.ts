declare module 'zxcvbn/lib/frequency_lists.js' {
  /** Words by falling frequency. */
  const lists: { readonly passwords: readonly string[] };
  export = lists;
}
