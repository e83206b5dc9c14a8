export { consumeByNetwork } from './networks.ts';
export type { RateLimit, RateLimits } from './rate-limits.ts';
