import { createInstance, type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { product } from '@gnar/contract/product';
import type { Services } from '../../api/services.ts';
import type { Feature } from '../../manifest/feature.ts';
import { closestLanguage } from '../languages.ts';
import { loadTexts } from './texts.ts';

const storageKey = `${product.id}-language`;

/** Storage may be blocked; then a choice lasts as long as the page. */
function remembered(): string | null {
  try {
    return window.localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function remember(tag: string): void {
  try {
    window.localStorage.setItem(storageKey, tag);
  } catch {
    // Nothing to do: the page speaks the language all the same.
  }
}

/** Starts the texts in the language that was chosen in this browser, else in the one closest to the browser's own. */
export async function createI18n(
  features: readonly Feature[],
): Promise<{ i18n: I18n; language: Services['language'] }> {
  const i18n = createInstance();
  let chosen = remembered() !== null;

  async function show(tag: string): Promise<void> {
    if (!i18n.hasResourceBundle(tag, 'translation')) {
      const loaded = await loadTexts(features, tag);
      for (const texts of loaded) i18n.addResourceBundle(tag, 'translation', texts, true, true);
    }
    await i18n.changeLanguage(tag);
    document.documentElement.lang = tag;
  }

  // React escapes what it shows.
  await i18n.use(initReactI18next).init({
    resources: {},
    interpolation: { escapeValue: false },
  });
  const kept = remembered();
  await show(closestLanguage(kept === null ? navigator.languages : [kept]).tag);
  return {
    i18n,
    language: {
      current: () => i18n.language,
      isChosen: () => chosen,
      async change(wanted, options) {
        const { tag } = closestLanguage([wanted]);
        await show(tag);
        if (!options.remember) return;
        chosen = true;
        remember(tag);
      },
    },
  };
}
