import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Registry } from 'prom-client';

/** Rejects when a dependency does not answer. */
export type HealthCheck = () => Promise<unknown>;

interface HealthOptions {
  checks: Readonly<Record<string, HealthCheck>>;
  /** False from the moment the app begins to stop. */
  ready: () => boolean;
  metrics: Registry;
  securityHeaders: readonly string[];
}

const checkTimeoutMs = 1_000;

/** `/healthz` (alive, whatever the dependencies do), `/readyz` (they answer), `/metrics` (Prometheus). */
export function healthListener(options: HealthOptions): RequestListener {
  return (request, response) => {
    void answer(request.url ?? '/', options).then(({ status, type, body }) => {
      const headers = ['Content-Type', type, 'Cache-Control', 'no-store'];
      response.writeHead(status, [...options.securityHeaders, ...headers]);
      response.end(body);
    });
  };
}

async function answer(
  url: string,
  options: HealthOptions,
): Promise<{ status: number; type: string; body: string }> {
  switch (url.split('?')[0]) {
    case '/healthz':
      return json(200, { status: 'alive' });
    case '/readyz':
      return readiness(options);
    case '/metrics':
      return { status: 200, type: options.metrics.contentType, body: await options.metrics.metrics() };
    default:
      return json(404, { status: 'not found' });
  }
}

async function readiness({ checks, ready }: HealthOptions) {
  if (!ready()) return json(503, { status: 'stopping' });
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]): Promise<[string, string]> => [
      name,
      (await answersInTime(check)) ? 'ok' : 'down',
    ]),
  );
  const allUp = results.every(([, result]) => result === 'ok');
  return json(allUp ? 200 : 503, {
    status: allUp ? 'ready' : 'not ready',
    checks: Object.fromEntries(results),
  });
}

function json(status: number, body: object) {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function answersInTime(check: HealthCheck): Promise<boolean> {
  const answered = check().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, sleep(checkTimeoutMs, false, { ref: false })]);
}
