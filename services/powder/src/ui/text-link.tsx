import MuiLink, { type LinkProps } from '@mui/material/Link';
import { Link, type To } from 'react-router';

interface Props extends Omit<LinkProps, 'href'> {
  to: To;
  state?: unknown;
  /** On a line of its own, so a finger has to find it without a sentence around it. */
  alone?: boolean;
}

/** A link to one of our pages inside a text. */
export function TextLink({ to, state, alone = false, ...props }: Props) {
  const roomy = alone ? { display: 'inline-flex', alignItems: 'center', minHeight: 44 } : {};
  return <MuiLink component={Link} to={to} state={state} sx={roomy} {...props} />;
}
