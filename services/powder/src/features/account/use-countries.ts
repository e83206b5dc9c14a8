import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Country {
  countryShortCode: string;
  regions: readonly { name: string; shortCode?: string }[];
}

export interface Option {
  value: string;
  text: string;
}

export interface Countries {
  /** All countries, named and sorted in the user's language; empty while they load. */
  countries: readonly Option[];
  /** The provinces, states or regions of a country; undefined while they load. */
  regionsOf: (country: string) => readonly Option[] | undefined;
}

/** Kosovo's XK is in use but not in ISO 3166-1, which the service goes by. */
const notInIso = 'XK';

/** The countries and their regions; 35 KB that only this page needs, so they come when it opens. */
export function useCountries(): Countries {
  const { i18n } = useTranslation();
  const [known, setKnown] = useState<readonly Country[]>([]);
  useEffect(() => {
    let gone = false;
    const load = async () => {
      const { default: list } = await import('country-region-data/data.json', { with: { type: 'json' } });
      if (!gone) setKnown(list.filter(({ countryShortCode }) => countryShortCode !== notInIso));
    };
    // Without the list the fields are plain texts; nothing is lost.
    load().catch(() => undefined);
    return () => {
      gone = true;
    };
  }, []);

  const names = new Intl.DisplayNames([i18n.language], { type: 'region' });
  const byText = new Intl.Collator(i18n.language);
  const countries = known
    .map(({ countryShortCode: value }) => ({ value, text: names.of(value) ?? value }))
    .toSorted((one, other) => byText.compare(one.text, other.text));
  const regionsOf = (country: string) =>
    known
      .find(({ countryShortCode }) => countryShortCode === country)
      ?.regions.map(({ name, shortCode }) => ({ value: shortCode ?? name, text: name }));
  return { countries, regionsOf };
}
