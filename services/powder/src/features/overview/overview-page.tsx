import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Container from '@mui/material/Container';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useSelector } from 'react-redux';
import { Link } from 'react-router';
import { useShown } from '../../manifest/shown.ts';
import { selectAccount } from '../../session/session.slice.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { MountainScene } from '../../ui/scene/mountain-scene.tsx';
import { PisteMarker } from '../../ui/piste-marker.tsx';
import { useText } from '../../ui/use-text.ts';

/** The home page of users who are signed in; other features put their cards below. */
export function OverviewPage() {
  const { t } = useTranslation();
  const text = useText();
  const { navigation, parts } = useShown();
  const account = useSelector(selectAccount);
  const name = account?.firstName ?? '';
  return (
    <Container maxWidth="md" sx={{ py: { xs: 2.5, md: 5 } }}>
      <Stack spacing={4}>
        <Stack
          direction={{ xs: 'column', sm: 'row-reverse' }}
          spacing={4}
          sx={{ alignItems: { sm: 'center' } }}
        >
          <Box
            sx={{
              flex: 'none',
              width: { xs: '100%', sm: '38%' },
              height: { xs: 112, sm: 190 },
              borderRadius: '24px',
              overflow: 'hidden',
            }}
          >
            <MountainScene band="always" />
          </Box>
          <Stack spacing={1} sx={{ flex: 1, minWidth: 0 }}>
            <PageTitle>
              {name === '' ? t('overview.greetingUnknown') : t('overview.greeting', { name })}
            </PageTitle>
            <Typography color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
              {t('overview.lead', { email: account?.email ?? '' })}
            </Typography>
          </Stack>
        </Stack>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: 'repeat(3, 1fr)' } }}>
          {navigation.map(({ name, path, level }) => (
            <Card
              key={name}
              component={Link}
              to={path}
              sx={{
                p: 2.5,
                color: 'inherit',
                textDecoration: 'none',
                transition: 'border-color 150ms, transform 150ms',
                '&:hover': { borderColor: 'primary.main', transform: 'translateY(-2px)' },
              }}
            >
              <Stack spacing={1}>
                <PisteMarker level={level} />
                <Typography component="h2" variant="h3">
                  {text(`${name}.navigation.title`)}
                </Typography>
                <Typography color="textSecondary">{text(`${name}.navigation.text`)}</Typography>
              </Stack>
            </Card>
          ))}
        </Box>
        {parts.overview.map(({ name, Part }) => (
          <Part key={name} />
        ))}
      </Stack>
    </Container>
  );
}
