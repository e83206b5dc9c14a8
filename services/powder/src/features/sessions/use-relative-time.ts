import moment from 'moment';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShown } from '../../manifest/shown.ts';

/** Minutes are the finest grain shown. */
const refreshEvery = 30_000;

/** Says how long ago a moment (ISO 8601) was, in the user's language, and keeps up with the clock. */
export function useRelativeTime(): (iso: string) => string {
  const { i18n } = useTranslation();
  const language = useShown().languages.find(({ tag }) => tag === i18n.language);
  const [, refresh] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => refresh((count) => count + 1), refreshEvery);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    const show = () => {
      // Loading a locale makes it moment's default; each use below names its own.
      moment.locale('en');
      refresh((count) => count + 1);
    };
    // Without its words the times are told in English.
    language?.moment?.().then(show, () => undefined);
  }, [language]);
  return (iso) => moment(iso).locale(i18n.language).fromNow();
}
