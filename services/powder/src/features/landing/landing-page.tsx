import Box from '@mui/material/Box';
import Container from '@mui/material/Container';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { PisteMarker } from '../../ui/piste-marker.tsx';
import { MountainScene } from '../../ui/scene/mountain-scene.tsx';

const rooms = [
  { key: 'piste', level: 'green' },
  { key: 'gear', level: 'black' },
  { key: 'powder', level: 'blue' },
] as const;

/** What a visitor sees first. */
export function LandingPage() {
  const { t } = useTranslation();
  return (
    <Container maxWidth="lg" sx={{ py: { xs: 3, md: 6 }, flex: 1 }}>
      <Box
        sx={{
          display: 'grid',
          gap: { xs: 4, md: 8 },
          gridTemplateColumns: { xs: '1fr', md: 'minmax(0, 1.05fr) minmax(0, 1fr)' },
          alignItems: 'center',
        }}
      >
        <Stack spacing={3}>
          <Typography sx={{ fontWeight: 640, color: 'secondary.main' }}>{t('landing.eyebrow')}</Typography>
          <PageTitle variant="h1" title={t('landing.title').replace(/[.!]$/, '')}>
            {t('landing.title')}
          </PageTitle>
          <Typography color="textSecondary" sx={{ fontSize: '1.1875rem', maxWidth: '34em' }}>
            {t('landing.lead')}
          </Typography>
          <Stack direction="row" spacing={1.5} useFlexGap sx={{ flexWrap: 'wrap' }}>
            <LinkButton to="/signup" variant="contained" size="large">
              {t('landing.signUp')}
            </LinkButton>
            <LinkButton to="/login" variant="outlined" size="large">
              {t('landing.logIn')}
            </LinkButton>
          </Stack>
        </Stack>
        <Box
          sx={{ height: { xs: 360, md: 580 }, borderRadius: { xs: '28px', md: '40px' }, overflow: 'hidden' }}
        >
          <MountainScene />
        </Box>
      </Box>
      <Box
        component="ul"
        sx={{
          listStyle: 'none',
          m: 0,
          p: 0,
          mt: { xs: 6, md: 10 },
          display: 'grid',
          gap: { xs: 3, md: 5 },
          gridTemplateColumns: { xs: '1fr', md: 'repeat(3, 1fr)' },
        }}
      >
        {rooms.map(({ key, level }) => (
          <Box component="li" key={key}>
            <Stack direction="row" spacing={1.25} sx={{ alignItems: 'center', mb: 1 }}>
              <PisteMarker level={level} />
              <Typography component="h2" variant="h3">
                {t(`landing.${key}`)}
              </Typography>
            </Stack>
            <Typography color="textSecondary">{t(`landing.${key}Text`)}</Typography>
          </Box>
        ))}
      </Box>
    </Container>
  );
}
