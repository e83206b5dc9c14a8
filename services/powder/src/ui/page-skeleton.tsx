import Container from '@mui/material/Container';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import { useTranslation } from 'react-i18next';

/** Stands where a page will be, with about its shape, so that nothing jumps when it comes. */
export function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <Container maxWidth="md" sx={{ py: 6 }} role="progressbar" aria-busy="true" aria-label={t('loading')}>
      <Stack spacing={2.5}>
        <Skeleton variant="rounded" width="45%" height={44} />
        <Skeleton variant="rounded" width="70%" height={24} />
        {[1, 2, 3].map((row) => (
          <Skeleton key={row} variant="rounded" height={56} />
        ))}
      </Stack>
    </Container>
  );
}
