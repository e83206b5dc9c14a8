export type { Jwt, TokenIdentity, TokenSubject } from './jwt.ts';
