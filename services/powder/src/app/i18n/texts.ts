import type { texts as uiTexts } from '../../ui/ui.en.ts';
import type { Feature, Texts as FeatureTexts } from '../../manifest/feature.ts';
import type { features } from '../features.ts';
import { closestLanguage } from '../languages.ts';

type English<Said extends Pick<Feature, 'texts'>> = Awaited<ReturnType<Said['texts']['en']>>['texts'];

/** Everything that the pages say: the texts of `ui` and, by its name, those of each feature. */
export type Texts = typeof uiTexts & {
  readonly [Said in (typeof features)[number] as Said['name']]: Omit<
    English<Said>,
    keyof FeatureTexts['texts']
  >;
};

const ui: Readonly<Record<string, () => Promise<{ readonly texts: object }>>> = {
  en: () => import(/* webpackChunkName: "language-en" */ '../../ui/ui.en.ts'),
  fr: () => import(/* webpackChunkName: "language-fr" */ '../../ui/ui.fr.ts'),
};

/**
 * Loads the texts of a language, of all features together: they are one chunk. Returns them in the order in which one
 * completes the other: what neither the feature nor the language itself brings is said in the language to fall back to.
 */
export async function loadTexts(
  features: readonly Feature[],
  tag: string,
  fallback = 'en',
): Promise<readonly object[]> {
  const [ofUi, ofLanguage, ...ofFeatures] = await Promise.all([
    (ui[tag] ?? ui[fallback])?.(),
    closestLanguage([tag]).texts?.(),
    ...features.map(async ({ name, texts }) => {
      const loaded = await (texts[tag] ?? texts[fallback])?.();
      if (!loaded) return {};
      // What services call by a name is called the same on every page.
      const { problem = {}, fieldError = {}, field = {}, ...own } = loaded.texts;
      return { problem, fieldError, field, [name]: own };
    }),
  ]);
  return [ofUi?.texts ?? {}, ...ofFeatures, ofLanguage?.texts ?? {}];
}
