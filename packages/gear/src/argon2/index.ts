export type { Argon2 } from './argon2.ts';
