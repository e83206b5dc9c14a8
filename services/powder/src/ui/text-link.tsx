import MuiLink, { type LinkProps } from '@mui/material/Link';
import { Link, type To } from 'react-router';

/** A link to one of our pages inside a text. */
export function TextLink({ to, state, ...props }: Omit<LinkProps, 'href'> & { to: To; state?: unknown }) {
  return <MuiLink component={Link} to={to} state={state} {...props} />;
}
