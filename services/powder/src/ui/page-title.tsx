import Typography from '@mui/material/Typography';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { product } from '@gnar/contract/product';

interface Props {
  /** What the browser's tab says before the product's name; default the heading itself, when it is a text. */
  title?: string;
  children: ReactNode;
  variant?: 'h1' | 'h2' | 'h3';
}

/**
 * The one `<h1>` of a page. It names the browser's tab and, when the page was reached from another page of ours, takes
 * the focus, so that screen readers say where the user is. On a fresh load the focus stays where browsers put it.
 */
export function PageTitle({ title, children, variant = 'h2' }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const name = title ?? (typeof children === 'string' ? children : '');
  const { key } = useLocation();
  // React Router calls the entry that the page was loaded with "default".
  const arrivedByLoad = useRef(key === 'default');
  // Layout effects: the heading is never seen under the title, or the focus, of the page before.
  useLayoutEffect(() => {
    document.title = name === '' ? product.name : `${name} · ${product.name}`;
  }, [name]);
  useLayoutEffect(() => {
    if (!arrivedByLoad.current) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Typography
      component="h1"
      variant={variant}
      ref={heading}
      tabIndex={-1}
      sx={{ outline: 'none', overflowWrap: 'anywhere' }}
    >
      {children}
    </Typography>
  );
}
