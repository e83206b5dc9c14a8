import type { Tracing } from '../tracing/tracing.ts';

export interface ExternalOptions {
  /** At most 1000, which is the default. */
  timeoutMs?: number;
  /** 0 (the default) or 1. */
  retries?: 0 | 1;
  headers?: Readonly<Record<string, string>>;
  /** Default `json`. */
  responseType?: 'json' | 'text';
}

export interface ExternalPostOptions extends ExternalOptions {
  form?: Readonly<Record<string, string>>;
  json?: object;
}

/** Calls anything outside the product; every call has a time-out. Throws for what is no 2xx: the caller decides. */
export interface ExternalClient {
  get(url: string, options?: ExternalOptions): Promise<unknown>;
  post(url: string, options?: ExternalPostOptions): Promise<unknown>;
}

const longestTimeoutMs = 1_000;

/** Request ids and traces are not passed on: they stay within the product. */
export function createExternalClient(tracing: Tracing): ExternalClient {
  const traced = (method: 'get' | 'post', url: string, options: ExternalPostOptions | undefined) => {
    const { hostname } = new URL(url);
    const attributes = { 'http.request.method': method.toUpperCase(), 'server.address': hostname };
    const name = `${method.toUpperCase()} ${hostname}`;
    return tracing.span({ name, kind: 'client', attributes }, () => call(method, url, options));
  };
  return {
    get: (url, options) => traced('get', url, options),
    post: (url, options) => traced('post', url, options),
  };
}

async function call(
  method: 'get' | 'post',
  url: string,
  options: ExternalPostOptions = {},
): Promise<unknown> {
  const { timeoutMs = longestTimeoutMs, retries = 0, headers, form, json, responseType = 'json' } = options;
  // On first use: it brings all of fetch, which a start would wait for.
  const { default: ky } = await import('ky');
  const text = await ky(url, {
    method,
    headers: { ...headers },
    json,
    body: form === undefined ? undefined : new URLSearchParams(form),
    redirect: 'error',
    timeout: Math.min(timeoutMs, longestTimeoutMs),
    retry: {
      limit: retries,
      methods: ['get', 'post'],
      statusCodes: [429, 500, 502, 503, 504],
      afterStatusCodes: [],
      delay: () => 100,
      jitter: true,
      retryOnTimeout: true,
    },
  }).text();
  return responseType === 'text' ? text : JSON.parse(text);
}
