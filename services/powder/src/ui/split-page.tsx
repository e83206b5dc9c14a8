import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { PageTitle } from './page-title.tsx';
import { MountainScene } from './scene/mountain-scene.tsx';

interface Props {
  title: string;
  /** One sentence under the title. */
  lead?: ReactNode;
  children: ReactNode;
}

/** A form beside the mountain; on a phone the mountain is a band above it. */
export function SplitPage({ title, lead, children }: Props) {
  return (
    <Box
      sx={{
        flex: 1,
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', md: 'minmax(0, 1fr) minmax(0, 1.1fr)' },
        gridTemplateRows: { xs: 'auto 1fr', md: '1fr' },
      }}
    >
      <Box sx={{ order: { md: 2 }, height: { xs: 128, sm: 168, md: 'auto' }, p: { md: 2 }, minWidth: 0 }}>
        <Box sx={{ height: '100%', borderRadius: { md: '28px' }, overflow: 'hidden' }}>
          <MountainScene band="on phones" />
        </Box>
      </Box>
      <Stack
        sx={{
          justifyContent: { md: 'center' },
          alignItems: 'center',
          px: { xs: 2.5, sm: 4 },
          py: { xs: 4, md: 6 },
        }}
      >
        <Stack spacing={3} sx={{ width: '100%', maxWidth: 440 }}>
          <Stack spacing={1}>
            <PageTitle>{title}</PageTitle>
            {lead !== undefined && <Typography color="textSecondary">{lead}</Typography>}
          </Stack>
          {children}
        </Stack>
      </Stack>
    </Box>
  );
}
