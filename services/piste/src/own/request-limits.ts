/** Your own rate limits, by name: how many requests one network may send in ten minutes. A route takes one with `limit`. */
export const ownRequestBudgets = {} satisfies Readonly<Record<string, number>>;
