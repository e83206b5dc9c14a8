/** What visitors look at without an account; none of it costs more than a page. */
const paths = ['/', '/login', '/signup', '/config.json', '/openapi.json', '/docs'];

export interface LoadReport {
  readonly asked: number;
  readonly failed: number;
  /** Milliseconds within which half of the answers, and 95 of a hundred, came. */
  readonly p50: number;
  readonly p95: number;
}

/**
 * Asks `origin` for pages, evenly, so many times a second for so many seconds; an answer that is slow delays no other
 * request. An answer of 400 or more, or none within five seconds, is a failure.
 */
export async function load(origin: string, seconds: number, perSecond: number): Promise<LoadReport> {
  if (!(seconds > 0 && seconds <= 3600 && perSecond > 0 && perSecond <= 1000)) {
    throw new RangeError('At most an hour, and at most 1,000 requests a second.');
  }
  const total = Math.round(seconds * perSecond);
  const answers = await Promise.all(
    Array.from({ length: total }, async (_, turn) => {
      await new Promise((resolve) => setTimeout(resolve, (turn * 1000) / perSecond));
      return ask(new URL(paths[turn % paths.length] ?? '/', origin));
    }),
  );
  const times = answers.flatMap(({ ok, ms }) => (ok ? [ms] : [])).sort((one, other) => one - other);
  const within = (share: number) => Math.round(times[Math.floor(times.length * share)] ?? Number.NaN);
  return { asked: total, failed: total - times.length, p50: within(0.5), p95: within(0.95) };
}

async function ask(url: URL): Promise<{ ok: boolean; ms: number }> {
  const began = performance.now();
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return { ok: response.ok, ms: performance.now() - began };
  } catch {
    return { ok: false, ms: performance.now() - began };
  }
}

if (import.meta.main) {
  const [origin = '', seconds, perSecond] = process.argv.slice(2);
  const report = await load(origin, Number(seconds), Number(perSecond));
  process.stdout.write(`${JSON.stringify(report)}\n`);
  if (report.failed > 0) process.exitCode = 1;
}
