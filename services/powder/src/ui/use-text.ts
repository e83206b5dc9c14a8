import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';

type Values = Readonly<Record<string, string | number>>;

/** Translates keys that come as data, which the compiler cannot check; one that has no text is shown as it is. */
export function useText(): (key: string, values?: Values) => string {
  const { t, i18n } = useTranslation();
  const isKey = (key: string): key is ParseKeys => i18n.exists(key);
  return (key, values) => (isKey(key) ? t(key, { ...values }) : key);
}
