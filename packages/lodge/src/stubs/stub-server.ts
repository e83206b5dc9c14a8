import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { breachRange, isPrefix } from './breach-range.ts';
import { refusalOf } from '../machine/own-callers.ts';
import { judgeCaptcha } from './captcha.ts';
import { parseSteeringChange, steer, unsteered } from './steering.ts';

/** What a test can look at afterwards. */
export interface RecordedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
}

interface Answer {
  status: number;
  body: string;
  type?: string;
}

const MOST_RECORDED = 1000;
const MOST_EXPORTS = 1000;

/**
 * The breach-range, captcha and OTLP stubs behind one port, with `/steer`, `/requests` and `/traces` (what was exported)
 * for tests.
 */
export function createStubServer(hosts: readonly string[] = []): Server {
  let steering = unsteered();
  let recorded: RecordedRequest[] = [];
  let traces: unknown[] = [];

  const range = async (prefix: string, padded: boolean): Promise<Answer> => {
    const { status = 200, delayMs = 0, passwords = [] } = steering.breach;
    await delay(delayMs);
    if (status !== 200) return { status, body: '' };
    if (!isPrefix(prefix)) return { status: 400, body: 'The hash prefix was not in a valid format' };
    return { status, body: breachRange(prefix, passwords, padded) };
  };

  const verify = async (form: string): Promise<Answer> => {
    const { status = 200, delayMs = 0, ...decided } = steering.captcha;
    await delay(delayMs);
    if (status !== 200) return { status, body: '' };
    return json(judgeCaptcha(new URLSearchParams(form), decided));
  };

  const change = (body: string): Answer => {
    try {
      const wanted = parseSteeringChange(body);
      steering = steer(steering, wanted);
      if (wanted.reset) [recorded, traces] = [[], []];
      return json(steering);
    } catch (error) {
      return { status: 400, body: String(error) };
    }
  };

  const collect = (body: string): Answer => {
    try {
      traces = [...traces, JSON.parse(body)].slice(-MOST_EXPORTS);
      return json({});
    } catch (error) {
      return { status: 400, body: String(error) };
    }
  };

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const { method = '', url = '', headers } = request;
    const refusal = refusalOf(headers, hosts);
    if (refusal !== undefined) return { status: 403, body: refusal };
    const body = await text(request);
    if (method === 'POST' && url === '/steer') {
      // What a form of any site may send without being asked has another type.
      if (!isJson(headers)) return { status: 415, body: 'Send Content-Type: application/json' };
      return change(body);
    }
    if (method === 'GET' && url === '/requests') return json(recorded);
    if (method === 'GET' && url === '/traces') return json(traces);
    if (method === 'POST' && url === '/v1/traces') return collect(body);
    recorded = [...recorded, { method, path: url, headers }].slice(-MOST_RECORDED);
    if (method === 'POST' && url === '/recaptcha/api/siteverify') return verify(body);
    const prefix = /^\/range\/([^/?]*)$/.exec(url)?.[1];
    if (method === 'GET' && prefix !== undefined) return range(prefix, headers['add-padding'] === 'true');
    return { status: 404, body: `Nothing at ${method} ${url}` };
  };

  return createServer((request, response) => {
    answer(request).then(
      (given) => write(response, given),
      (error: unknown) => write(response, { status: 500, body: String(error) }),
    );
  });
}

const isJson = (headers: IncomingHttpHeaders) => /^application\/json\b/.test(headers['content-type'] ?? '');

const json = (value: unknown): Answer => ({
  status: 200,
  body: JSON.stringify(value),
  type: 'application/json',
});

function write(response: ServerResponse, { status, body, type = 'text/plain' }: Answer): void {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8` }).end(body);
}
