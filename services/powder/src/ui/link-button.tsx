import Button, { type ButtonProps } from '@mui/material/Button';
import { Link, type To } from 'react-router';

/** A link that looks like a button: it leads somewhere, so it is an `<a>`. */
export function LinkButton({ to, state, ...props }: Omit<ButtonProps, 'href'> & { to: To; state?: unknown }) {
  return <Button component={Link} to={to} state={state} {...props} />;
}
