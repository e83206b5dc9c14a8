import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

/** A part of a page under a heading of its own. */
export function Section({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <Stack component="section" spacing={2.5}>
      <Stack spacing={0.5}>
        <Typography component="h2" variant="h3">
          {title}
        </Typography>
        <Typography color="textSecondary">{lead}</Typography>
      </Stack>
      {children}
    </Stack>
  );
}
