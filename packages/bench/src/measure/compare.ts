import autocannon from 'autocannon';

/** One of the two things compared: a URL under the same load. */
export interface Contestant {
  readonly name: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
}

export interface Comparison {
  /** Requests a second, the median of the rounds. */
  readonly subject: number;
  readonly floor: number;
  /** subject / floor, round by round: what drifts with the machine's mood cancels out. */
  readonly ratio: { readonly median: number; readonly lowest: number; readonly highest: number };
}

export interface CompareOptions {
  readonly rounds: number;
  readonly secondsPerRound: number;
  readonly connections: number;
}

/** Loads both in turn (A B A B …) and compares them pair by pair. Throws when any answer is not a 2xx. */
export async function compare(
  subject: Contestant,
  floor: Contestant,
  options: CompareOptions,
): Promise<Comparison> {
  for (const contestant of [subject, floor]) await load(contestant, { ...options, secondsPerRound: 2 });
  const rounds: { subject: number; floor: number }[] = [];
  for (let round = 0; round < options.rounds; round++) {
    rounds.push({ subject: await load(subject, options), floor: await load(floor, options) });
  }
  const ratios = rounds.map((round) => round.subject / round.floor);
  return {
    subject: median(rounds.map((round) => round.subject)),
    floor: median(rounds.map((round) => round.floor)),
    ratio: { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) },
  };
}

async function load({ name, url, method, headers }: Contestant, options: CompareOptions): Promise<number> {
  const result = await autocannon({
    url,
    method,
    headers: { ...headers },
    connections: options.connections,
    duration: options.secondsPerRound,
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${name}: ${result.non2xx} answers were not 2xx, ${result.errors} requests failed`);
  }
  return result.requests.average;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle] ?? 0, sorted[middle] ?? 0];
  return (low + high) / 2;
}
