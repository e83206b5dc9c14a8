import { createHmac, hkdfSync } from 'node:crypto';
import jwt from 'jsonwebtoken';

/** The header by which piste proves to off-piste who asks, for a minute; written out here so that off-piste can be asked alone. */
export function peerTokenHeader(secret: string): Record<string, string> {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'gnar peer tokens', 32)).toString('base64url');
  const kid = createHmac('sha256', key).update('gnar peer key id').digest('base64url').slice(0, 12);
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'piste', aud: 'off-piste', iat: now, exp: now + 60 };
  const token = jwt.sign(claims, Buffer.from(key), {
    algorithm: 'HS256',
    header: { alg: 'HS256', typ: 'peer+jwt', kid },
  });
  return { 'X-Gnar-Peer': token };
}
