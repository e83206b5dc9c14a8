import { createInstance, type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Services } from '../../api/services.ts';
import { closestLanguage, type LanguageTag } from '../../ui/languages.ts';

const storageKey = 'gnar-language';

/** Each language is a chunk of its own. */
const loaders = {
  en: () => import(/* webpackChunkName: "language-en" */ './en.ts'),
  fr: () => import(/* webpackChunkName: "language-fr" */ './fr.ts'),
} satisfies Record<LanguageTag, () => Promise<unknown>>;

/** Storage may be blocked; then a choice lasts as long as the page. */
function remembered(): string | null {
  try {
    return window.localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function remember(tag: LanguageTag): void {
  try {
    window.localStorage.setItem(storageKey, tag);
  } catch {
    // Nothing to do: the page speaks the language all the same.
  }
}

/** Starts the texts in the language that was chosen in this browser, else in the one closest to the browser's own. */
export async function createI18n(): Promise<{ i18n: I18n; language: Services['language'] }> {
  const i18n = createInstance();
  let chosen = remembered() !== null;

  async function show(tag: LanguageTag): Promise<void> {
    if (!i18n.hasResourceBundle(tag, 'translation')) {
      const { translation, advice } = await loaders[tag]();
      i18n.addResourceBundle(tag, 'translation', translation);
      i18n.addResourceBundle(tag, 'advice', advice);
    }
    await i18n.changeLanguage(tag);
    document.documentElement.lang = tag;
  }

  // React escapes what it shows.
  await i18n.use(initReactI18next).init({
    ns: ['translation', 'advice'],
    defaultNS: 'translation',
    resources: {},
    interpolation: { escapeValue: false },
  });
  const kept = remembered();
  await show(closestLanguage(kept === null ? navigator.languages : [kept]));
  return {
    i18n,
    language: {
      current: () => i18n.language,
      isChosen: () => chosen,
      async change(wanted, options) {
        const tag = closestLanguage([wanted]);
        await show(tag);
        if (!options.remember) return;
        chosen = true;
        remember(tag);
      },
    },
  };
}
