/**
 * The spoken language that is closest to the wanted BCP 47 tags, which come best first: `fr-CA` is served in `fr`.
 * Undefined when none of them is spoken.
 */
export function closestLanguage<Tag extends string>(
  spoken: readonly Tag[],
  wanted: readonly string[],
): Tag | undefined {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    const known = spoken.find((language) => language === primary);
    if (known !== undefined) return known;
  }
  return undefined;
}
