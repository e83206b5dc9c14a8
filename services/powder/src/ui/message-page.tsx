import Box from '@mui/material/Box';
import Container from '@mui/material/Container';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { PageTitle } from './page-title.tsx';
import { MountainScene } from './scene/mountain-scene.tsx';

interface Props {
  title: string;
  text: ReactNode;
  /** What the visitor can do now. */
  children: ReactNode;
}

/** A page that says one thing and leads on. */
export function MessagePage({ title, text, children }: Props) {
  return (
    <Container maxWidth="sm" sx={{ py: { xs: 4, md: 8 } }}>
      <Stack spacing={3} sx={{ alignItems: 'flex-start' }}>
        <Box sx={{ width: '100%', height: { xs: 140, md: 200 }, borderRadius: '24px', overflow: 'hidden' }}>
          <MountainScene band="always" />
        </Box>
        <PageTitle>{title}</PageTitle>
        <Typography color="textSecondary">{text}</Typography>
        <Stack direction="row" spacing={1.5} useFlexGap sx={{ flexWrap: 'wrap' }}>
          {children}
        </Stack>
      </Stack>
    </Container>
  );
}
