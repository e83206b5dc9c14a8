import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useColorScheme } from '@mui/material/styles';
import type { Account } from '@gnar/contract';
import { handleChange } from '@gnar/edge/handle-change';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSelector } from 'react-redux';
import { useShown } from '../../manifest/shown.ts';
import { selectAccount } from '../../session/session.slice.ts';
import { Field } from '../../ui/form/field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { RadioCards } from '../../ui/form/radio-cards.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { useRequest } from '../../ui/use-request.ts';
import { savePreferencesRequest } from './preferences.slice.ts';

export function PreferencesPage() {
  const account = useSelector(selectAccount);
  return account && <PreferencesForm account={account} />;
}

const modes = ['light', 'dark', 'system'] as const;

function PreferencesForm({ account }: { account: Account }) {
  const { languages } = useShown();
  const { t, i18n } = useTranslation();
  const { mode = 'system', setMode } = useColorScheme();
  const [values, setValues] = useState<Record<string, string>>({ locale: i18n.language, theme: mode });
  const request = useRequest(savePreferencesRequest);
  // The switch at the top of the page changes the language too.
  const [language, setLanguage] = useState(i18n.language);
  if (language !== i18n.language) {
    setLanguage(i18n.language);
    setValues({ ...values, locale: i18n.language });
  }
  const submit = () => {
    // The theme belongs to this device, so it needs no service.
    const chosen = modes.find((known) => known === values['theme']);
    if (chosen) setMode(chosen);
    request.submit({ id: account.id, locale: values['locale'] ?? i18n.language });
  };
  return (
    <Stack spacing={4}>
      <Stack spacing={1}>
        <PageTitle>{t('preferences.title')}</PageTitle>
        <Typography color="textSecondary">{t('preferences.lead')}</Typography>
      </Stack>
      <Form values={values} onChange={handleChange(setValues)} onSubmit={submit} request={request}>
        <Field
          name="locale"
          autoComplete="language"
          hint={t('preferences.localeHint')}
          options={languages.map(({ tag, name }) => ({ value: tag, text: name }))}
        />
        <RadioCards
          name="theme"
          legend={t('preferences.theme')}
          options={modes.map((value) => ({ value, text: t(`preferences.${value}`) }))}
        />
        <Box>
          <SubmitButton fullWidth={false}>{t('preferences.submit')}</SubmitButton>
        </Box>
      </Form>
    </Stack>
  );
}
