import { useTranslation } from 'react-i18next';

/** Says the service's English advice in the user's language, where we have words for it. */
export function useAdvice(): (text: string) => string {
  const { i18n } = useTranslation();
  const words: unknown = i18n.getResourceBundle(i18n.language, 'advice');
  const known = new Map<string, unknown>(Object.entries(words ?? {}));
  return (text) => {
    const translated = known.get(text);
    return typeof translated === 'string' ? translated : text;
  };
}
