import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';

/** Says a stable code of the service in the user's language; a code that is newer than this page in general words. */
export function useCodeText() {
  const { t, i18n } = useTranslation();
  const isKey = (key: string): key is ParseKeys => i18n.exists(key);
  return {
    problemText: (code: string, values: { wait?: string } = {}): string => {
      const key = `problem.${code}`;
      return isKey(key) ? t(key, values) : t('problem.internal_error');
    },
    /** Some complaints can say more when they are about a certain field. */
    fieldErrorText: (name: string, code: string): string => {
      const key = [`fieldError.${name}_${code}`, `fieldError.${code}`].find(isKey);
      return t(key ?? 'fieldError.invalid_type');
    },
    fieldLabel: (name: string): string => {
      const key = `field.${name}`;
      return isKey(key) ? t(key) : name;
    },
  };
}
