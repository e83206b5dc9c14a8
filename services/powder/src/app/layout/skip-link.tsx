import Box from '@mui/material/Box';
import { useTranslation } from 'react-i18next';

/** The first stop of the keyboard on every page; seen only while it has the focus. */
export function SkipLink() {
  const { t } = useTranslation();
  return (
    <Box
      component="a"
      href="#content"
      onClick={(event) => {
        // Without the fragment in the address, which the pages behind mailed links read.
        event.preventDefault();
        document.getElementById('content')?.focus();
      }}
      sx={{
        position: 'absolute',
        left: 8,
        top: 8,
        // Out of sight whatever the size of its text.
        transform: 'translateY(-200%)',
        zIndex: 'tooltip',
        px: 2,
        py: 1.5,
        borderRadius: '10px',
        bgcolor: 'primary.main',
        color: 'primary.contrastText',
        '&:focus': { transform: 'none' },
      }}
    >
      {t('app.skip')}
    </Box>
  );
}
