import { useTranslation } from 'react-i18next';

/** Says the service's English advice in the user's language, where we have words for it. */
export function useAdvice(): (text: string) => string {
  const { t } = useTranslation();
  const known = new Map(Object.entries(t('password.advice', { returnObjects: true })));
  return (text) => known.get(text) ?? text;
}
