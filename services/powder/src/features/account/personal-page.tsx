import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Account } from '@gnar/contract';
import { handleChange } from '@gnar/edge/handle-change';
import get from 'lodash/get.js';
import isEqual from 'lodash/isEqual.js';
import pickBy from 'lodash/pickBy.js';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDispatch, useSelector } from 'react-redux';
import { selectAccount } from '../../session/session.slice.ts';
import { Field } from '../../ui/form/field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { useRequest } from '../../ui/use-request.ts';
import { detailsEdited, reloadRequest, saveDetailsRequest, selectDraft } from './account.slice.ts';
import { AddressFields } from './address-fields.tsx';
import { detailsOf, type Details } from './details.ts';

export function PersonalPage() {
  const account = useSelector(selectAccount);
  return account && <PersonalForm account={account} />;
}

function PersonalForm({ account }: { account: Account }) {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  const draft = useSelector(selectDraft);
  const save = useRequest(saveDetailsRequest);
  const reload = useRequest(reloadRequest);
  const saved = detailsOf(account);
  const details: Details = { ...saved, ...draft?.edits };

  const setDetails = (update: (previous: Details) => Details) => {
    const next = update(details);
    // Regions belong to their country.
    if (next.country !== details.country) next.province = '';
    dispatch(detailsEdited({ accountId: account.id, edits: changesOf(next, saved) }));
  };
  const submit = () => {
    const changes = { ...changesOf(details, saved), updatedAt: account.updatedAt };
    save.submit({ id: account.id, changes });
  };
  return (
    <Stack spacing={4}>
      <Stack spacing={1}>
        <PageTitle>{t('account.personal.title')}</PageTitle>
        <Typography color="textSecondary">{t('account.personal.lead')}</Typography>
      </Stack>
      <Form
        values={details}
        onChange={handleChange(setDetails)}
        onSubmit={submit}
        request={{ problem: save.problem, sending: save.sending || reload.sending }}
        wayOut={
          save.problem?.code === 'stale' && (
            <Button color="inherit" variant="outlined" onClick={() => reload.submit()}>
              {t('account.personal.reload')}
            </Button>
          )
        }
      >
        <Section title={t('account.personal.who')}>
          <Field name="firstName" autoComplete="given-name" optional />
          <Field name="lastName" autoComplete="family-name" optional />
          <Box sx={{ gridColumn: '1 / -1' }}>
            <Field name="phone" type="tel" inputMode="tel" autoComplete="tel" optional />
          </Box>
        </Section>
        <Section title={t('account.personal.where')}>
          <AddressFields country={details.country} province={details.province} />
        </Section>
        <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
          <SubmitButton fullWidth={false}>{t('account.personal.submit')}</SubmitButton>
          {!isEqual(details, saved) && <Chip label={t('account.personal.unsaved')} variant="outlined" />}
        </Stack>
      </Form>
    </Stack>
  );
}

/** The fields that are not as they were saved. */
const changesOf = (details: Details, saved: Details): Partial<Details> =>
  pickBy(details, (value, name) => value !== get(saved, name));

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}>
      <Typography component="legend" variant="h3" sx={{ mb: 2, p: 0 }}>
        {title}
      </Typography>
      <Box sx={{ display: 'grid', gap: 2.5, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
        {children}
      </Box>
    </Box>
  );
}
