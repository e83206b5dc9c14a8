import { useTranslation } from 'react-i18next';

/** Says the service's English advice in the user's language, where we have words for it. */
export function useAdvice(): (text: string) => string {
  const { i18n } = useTranslation();
  const words: Record<string, string> | undefined = i18n.getResourceBundle(i18n.language, 'advice');
  return (text) => words?.[text] ?? text;
}
