import Box from '@mui/material/Box';
import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/form/field.tsx';
import type { Details } from './details.ts';
import { useCountries, type Option } from './use-countries.ts';

const wide = { gridColumn: '1 / -1' };

/** Adds the empty choice, and the present value when the list does not know it: what was saved must not vanish. */
function choices(empty: string, options: readonly Option[], value: string): readonly Option[] {
  const known = value === '' || options.some((option) => option.value === value);
  return [{ value: '', text: empty }, ...(known ? [] : [{ value, text: value }]), ...options];
}

/** The postal address; the province is a choice where the country has one and a text elsewhere. */
export function AddressFields({ country, province }: Pick<Details, 'country' | 'province'>) {
  const { t } = useTranslation();
  const { countries, regionsOf } = useCountries();
  const regions = regionsOf(country);
  return (
    <>
      <Box sx={wide}>
        <Field
          name="country"
          autoComplete="country"
          optional
          options={choices(t('account.personal.noCountry'), countries, country)}
        />
      </Box>
      <Box sx={wide}>
        <Field name="addressLine1" autoComplete="address-line1" optional />
      </Box>
      <Box sx={wide}>
        <Field name="addressLine2" autoComplete="address-line2" optional />
      </Box>
      <Field name="postalCode" autoComplete="postal-code" optional />
      <Field name="city" autoComplete="address-level2" optional />
      <Box sx={wide}>
        <Field
          name="province"
          autoComplete="address-level1"
          optional
          hint={country === '' ? t('account.personal.provinceHint') : undefined}
          {...(regions && { options: choices(t('account.personal.noProvince'), regions, province) })}
        />
      </Box>
    </>
  );
}
