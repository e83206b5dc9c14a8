export { WorkerBudgetError } from './worker-budget-error.ts';
export { WorkerPool, type WorkerPoolSettings } from './worker-pool.ts';
