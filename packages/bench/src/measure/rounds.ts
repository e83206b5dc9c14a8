/** The middle of a row's rounds, with what they say of its certainty. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** Bounds of the median: 95 % confidence interval. */
  readonly from: number;
  readonly to: number;
}

/**
 * The interval of the median is that of the sign test: the n-th lowest and the n-th highest of the rounds, which needs no
 * assumption about how the noise is distributed. With five rounds or fewer it is the lowest and the highest.
 *
 * @throws when there is no round, or one of them is no number
 */
export function spreadOf(values: readonly number[]): Spread {
  // A round without a measurement must not be left out: the others would be judged as if they were all.
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken !== -1) throw new Error(`Round ${broken + 1} of ${values.length} measured ${values[broken]}.`);
  if (values.length === 0) throw new Error('There is no round to measure.');
  const sorted = values.toSorted((one, other) => one - other);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  const cut = ignoredOnEachSide(sorted.length);
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    lowest: at(0),
    highest: at(sorted.length - 1),
    from: at(cut),
    to: at(sorted.length - 1 - cut),
  };
}

/** How many of n tosses of a coin may fall on one side before chance explains it in fewer than 1 of 40 cases. */
function ignoredOnEachSide(count: number): number {
  let probability = 0.5 ** count;
  let sum = probability;
  for (let tosses = 1; ; tosses += 1) {
    probability *= (count - tosses + 1) / tosses;
    sum += probability;
    if (sum > 0.025) return tosses - 1;
  }
}

/** Runs the contestants in turn, in the opposite order every other round, so that drift favours none of them. */
export async function inTurn<Name extends string, Result>(
  names: readonly Name[],
  rounds: number,
  measure: (name: Name) => Promise<Result>,
): Promise<Record<Name, Result>[]> {
  const all: Record<Name, Result>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const results: Partial<Record<Name, Result>> = {};
    for (const name of round % 2 === 0 ? names : names.toReversed()) results[name] = await measure(name);
    all.push(results as Record<Name, Result>);
  }
  return all;
}
