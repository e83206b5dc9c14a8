/** Texts and what stands for them here: a container has ports, names and a /tmp of its own, tests share theirs. */
export type Replacements = Readonly<Record<string, string>>;

/** @throws when a text is not there at all: then the replacement is out of date. */
export function replaceAll(text: string, replacements: Replacements): string {
  return Object.entries(replacements).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`It does not say "${from}" any more.`);
    return changed.replaceAll(from, to);
  }, text);
}
