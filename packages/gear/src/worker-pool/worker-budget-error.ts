/** A job that took more CPU time or memory than it may; its thread is ended. */
export class WorkerBudgetError extends Error {
  readonly code = 'worker_budget';

  constructor(budget: string) {
    super(`The job exceeded its budget of ${budget}.`);
    this.name = 'WorkerBudgetError';
  }
}
