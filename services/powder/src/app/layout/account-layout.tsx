import ArrowBack from '@mui/icons-material/ArrowBack';
import ArrowForward from '@mui/icons-material/ArrowForward';
import Box from '@mui/material/Box';
import Container from '@mui/material/Container';
import Divider from '@mui/material/Divider';
import Stack from '@mui/material/Stack';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useLocation } from 'react-router';
import { useShown } from '../../manifest/shown.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { PisteMarker } from '../../ui/piste-marker.tsx';
import { useText } from '../../ui/use-text.ts';

/** The steps beside (or, on a phone, above) the page of the account, joined by Back and Next. */
export function AccountLayout() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const steps = useSteps();
  const position = steps.findIndex(({ path }) => path === pathname);
  const back = steps[position - 1];
  const next = steps[position + 1];
  return (
    <Container maxWidth="lg" sx={{ py: { xs: 2.5, md: 6 } }}>
      <Box
        sx={{
          display: 'grid',
          gap: { xs: 3, md: 8 },
          gridTemplateColumns: { xs: '1fr', md: '220px minmax(0, 640px)' },
        }}
      >
        <Steps />
        <Box sx={{ minWidth: 0 }}>
          <Outlet />
          <Divider sx={{ my: 4 }} />
          <Stack direction="row" sx={{ justifyContent: 'space-between' }}>
            <LinkButton to={back?.path ?? '/'} startIcon={<ArrowBack />}>
              {t('action.back')}
            </LinkButton>
            {next ? (
              <LinkButton to={next.path} variant="outlined" endIcon={<ArrowForward />}>
                {t('action.next')}
              </LinkButton>
            ) : (
              <LinkButton to="/" variant="outlined">
                {t('app.done')}
              </LinkButton>
            )}
          </Stack>
        </Box>
      </Box>
    </Container>
  );
}

function Steps() {
  const { t } = useTranslation();
  const text = useText();
  return (
    <Stack
      component="nav"
      aria-label={t('app.steps')}
      direction={{ xs: 'row', md: 'column' }}
      spacing={0.5}
      useFlexGap
      sx={{ flexWrap: 'wrap', mx: { xs: -1, md: 0 } }}
    >
      {useSteps().map(({ path, name, level }) => (
        <Stack
          key={path}
          component={NavLink}
          to={path}
          direction="row"
          spacing={{ xs: 0.75, sm: 1 }}
          sx={{
            alignItems: 'center',
            minHeight: 44,
            px: { xs: 0.75, sm: 1.5 },
            borderRadius: '12px',
            color: 'text.secondary',
            textDecoration: 'none',
            fontWeight: 560,
            fontSize: { xs: '0.875rem', sm: '0.9375rem', md: '1rem' },
            whiteSpace: 'nowrap',
            '&:hover': { bgcolor: 'action.hover' },
            '&[aria-current=page]': { color: 'text.primary', bgcolor: 'action.selected' },
            '@media (forced-colors: active)': { '&[aria-current=page]': { textDecoration: 'underline' } },
          }}
        >
          <PisteMarker level={level} size={18} />
          <span>{text(`${name}.navigation.label`)}</span>
        </Stack>
      ))}
    </Stack>
  );
}

const useSteps = () => useShown().navigation.filter(({ place }) => place === 'account');
