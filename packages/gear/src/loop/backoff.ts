/** How long to wait after so many failures in a row: twice as long after each, less up to half by chance, so that replicas do not march in step. */
export function backoffMs(failures: number, firstMs: number, longestMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30)) * (0.5 + Math.random() / 2);
}
