export { createCounter, type CounterOptions, type Registry } from './metrics.ts';
