export type { Redis } from './create-redis.ts';
