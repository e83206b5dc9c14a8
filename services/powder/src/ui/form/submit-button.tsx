import Button, { type ButtonProps } from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import type { ReactNode } from 'react';
import { useFormContext } from './form-context.ts';

interface Props extends Pick<ButtonProps, 'fullWidth' | 'color'> {
  children: ReactNode;
}

/**
 * Sends the form around it. While sending it is not disabled, which would lose the focus; the form ignores further
 * submits by itself.
 */
export function SubmitButton({ children, fullWidth = true, color = 'primary' }: Props) {
  const { sending } = useFormContext();
  return (
    <Button
      type="submit"
      variant="contained"
      size="large"
      color={color}
      fullWidth={fullWidth}
      aria-disabled={sending}
    >
      {sending && (
        <CircularProgress aria-hidden size={18} color="inherit" sx={{ position: 'absolute', left: 16 }} />
      )}
      {children}
    </Button>
  );
}
