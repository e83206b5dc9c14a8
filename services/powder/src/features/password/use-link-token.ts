import { decodeBase64 } from '@gnar/edge/base64';
import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useLocationState } from '../../ui/use-location-state.ts';

/**
 * The token of the mailed link. It moves from the URL's fragment into the state of the history entry, where a reload finds it:
 * it must not be bookmarked, shared or seen over a shoulder.
 */
export function useLinkToken(): string | undefined {
  const { hash, pathname } = useLocation();
  const { token } = useLocationState();
  const navigate = useNavigate();
  const fresh = hash.length > 1 ? hash.slice(1) : undefined;
  useEffect(() => {
    if (hash !== '') void navigate(pathname, { replace: true, state: { token: fresh } });
  }, [fresh, hash, pathname, navigate]);
  return fresh ?? token;
}

/** The address that a link was sent to, as the link itself says; empty when it says nothing readable. */
export function emailOfToken(token: string): string {
  try {
    const content: unknown = JSON.parse(decodeBase64(token));
    const known = typeof content === 'object' && content !== null && 'email' in content ? content.email : '';
    return typeof known === 'string' ? known : '';
  } catch {
    return '';
  }
}
