import { decodeBase64 } from '@gnar/edge/base64';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

/**
 * The token of the mailed link, from the URL's fragment, which is then taken out of the address bar and of the
 * history: it must not be bookmarked, shared or seen over a shoulder.
 */
export function useLinkToken(): string | undefined {
  const { hash, pathname } = useLocation();
  const navigate = useNavigate();
  const [token, setToken] = useState(() => tokenOf(hash));
  // Another link opened in the same tab changes only the fragment.
  const fresh = tokenOf(hash);
  if (fresh !== undefined && fresh !== token) setToken(fresh);
  useEffect(() => {
    if (hash !== '') void navigate(pathname, { replace: true });
  }, [hash, pathname, navigate]);
  return token;
}

const tokenOf = (hash: string): string | undefined => (hash.length > 1 ? hash.slice(1) : undefined);

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
