/**
 * How well an attacker can distinguish two things by response time: the area under the ROC curve of a
 * classifier that uses the time alone (Mann and Whitney's U). 0.5: not at all, 0 or 1: always.
 */
export function areaUnderCurve(first: readonly number[], second: readonly number[]): number {
  if (first.length === 0 || second.length === 0) throw new Error('Both samples need at least one value');
  const sorted = [...second].sort((a, b) => a - b);
  let wins = 0;
  for (const value of first) {
    const below = countBelow(sorted, value);
    const equal = countBelow(sorted, nextUp(value)) - below;
    wins += below + equal / 2;
  }
  return wins / (first.length * second.length);
}

/** How many of the sorted values are smaller. */
function countBelow(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const nextUp = (value: number) => value + Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE);

/** @param share 0 to 1, such as 0.99; nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('A percentile needs at least one value');
  return value;
}
