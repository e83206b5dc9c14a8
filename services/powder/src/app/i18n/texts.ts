import type { texts as uiTexts } from '../../ui/ui.en.ts';
import { features } from '../features.ts';
import { closestLanguage } from '../languages.ts';

type English<Feature extends { texts: { en: () => Promise<{ readonly texts: object }> } }> = Awaited<
  ReturnType<Feature['texts']['en']>
>['texts'];

/** Everything that the pages say: the texts of `ui` and, by its name, those of each feature. */
export type Texts = typeof uiTexts & {
  readonly [Feature in (typeof features)[number] as Feature['name']]: English<Feature>;
};

const ui: Readonly<Record<string, () => Promise<{ readonly texts: object }>>> = {
  en: () => import(/* webpackChunkName: "language-en" */ '../../ui/ui.en.ts'),
  fr: () => import(/* webpackChunkName: "language-fr" */ '../../ui/ui.fr.ts'),
};

/**
 * Loads the texts of a language, of all features together: they are one chunk. Returns them in the order in which one
 * completes the other: what neither the feature nor the language itself brings is said in the language to fall back to.
 */
export async function loadTexts(tag: string, fallback = 'en'): Promise<readonly object[]> {
  const [ofUi, ofLanguage, ...ofFeatures] = await Promise.all([
    (ui[tag] ?? ui[fallback])?.(),
    closestLanguage([tag]).texts?.(),
    ...features.map(async ({ name, texts }) => {
      const loaded = await loaderOf(texts, tag, fallback)?.();
      return loaded ? { [name]: loaded.texts } : {};
    }),
  ]);
  return [ofUi?.texts ?? {}, ...ofFeatures, ofLanguage?.texts ?? {}];
}

const loaderOf = (
  texts: Readonly<Record<string, () => Promise<{ readonly texts: object }>>>,
  tag: string,
  fallback: string,
) => texts[tag] ?? texts[fallback];
