import Logout from '@mui/icons-material/Logout';
import PersonOutlined from '@mui/icons-material/PersonOutlined';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDispatch, useSelector } from 'react-redux';
import { Link } from 'react-router';
import { product } from '@gnar/contract/product';
import { useShown } from '../../manifest/shown.ts';
import { logOutChosen, selectSessionStatus } from '../../session/session.slice.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Mark } from '../../ui/mark.tsx';
import { useText } from '../../ui/use-text.ts';

export function AppHeader() {
  const { t } = useTranslation();
  const status = useSelector(selectSessionStatus);
  const { headers } = useShown();
  return (
    <Box component="header">
      <Stack
        direction="row"
        spacing={1}
        sx={{ alignItems: 'center', height: 64, px: { xs: 1.5, sm: 3 }, maxWidth: 1360, mx: 'auto' }}
      >
        <Stack
          component={Link}
          to="/"
          direction="row"
          spacing={1.25}
          aria-label={t('app.home', { product: product.name })}
          sx={{
            alignItems: 'center',
            color: 'inherit',
            textDecoration: 'none',
            minHeight: 44,
            borderRadius: '10px',
            pr: 1,
          }}
        >
          <Mark />
          <Typography
            component="span"
            sx={{ fontWeight: 760, fontSize: '1.25rem', letterSpacing: '-0.035em' }}
          >
            {product.name}
          </Typography>
        </Stack>
        <Box sx={{ flex: 1 }} />
        {headers.map(({ name, Part }) => (
          <Part key={name} />
        ))}
        <Stack
          component="nav"
          direction="row"
          spacing={0.5}
          aria-label={t('app.nav')}
          sx={{ minWidth: 92, justifyContent: 'flex-end' }}
        >
          {status === 'signed_in' && <SignedIn />}
          {status === 'signed_out' && (
            <LinkButton to="/login" sx={{ whiteSpace: 'nowrap', px: { xs: 1, sm: 2.25 } }}>
              {t('app.logIn')}
            </LinkButton>
          )}
        </Stack>
      </Stack>
    </Box>
  );
}

function SignedIn() {
  const { t } = useTranslation();
  const text = useText();
  const dispatch = useDispatch();
  const links = useShown().navigation.filter(({ place }) => place === 'header');
  return (
    <>
      {/* On a phone the cards of the overview lead there. */}
      {links.map(({ name, path }) => (
        <LinkButton key={name} to={path} sx={{ display: { xs: 'none', sm: 'inline-flex' } }}>
          {text(`${name}.navigation.label`)}
        </LinkButton>
      ))}
      <IconButton
        component={Link}
        to="/account/personal"
        aria-label={t('app.account')}
        title={t('app.account')}
      >
        <PersonOutlined />
      </IconButton>
      <IconButton
        aria-label={t('app.logOut')}
        title={t('app.logOut')}
        onClick={() => dispatch(logOutChosen())}
      >
        <Logout />
      </IconButton>
    </>
  );
}
