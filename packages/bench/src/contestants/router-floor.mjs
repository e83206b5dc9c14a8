/** The floor of a mounted router: bare express, with middleware for the same headers, id, log line and measurement. */
import { randomUUID } from 'node:crypto';
import express from 'express';
import { pino } from 'pino';
import { Histogram } from 'prom-client';
import { forum } from './forum-router.mjs';

const port = Number(process.argv[4]);
const log = pino({ base: { app: 'floor' } });
const duration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from the request to the end of the answer.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2, 10],
});
const headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'Cache-Control': 'no-store',
};

const app = express().disable('x-powered-by').disable('etag');
app.use((_request, response, next) => {
  response.set(headers);
  next();
});
app.use((request, response, next) => {
  request.id = request.get('x-request-id') ?? randomUUID();
  response.set('X-Request-Id', request.id);
  next();
});
app.use((request, response, next) => {
  const startedAt = performance.now();
  response.once('close', () => {
    const ms = performance.now() - startedAt;
    const { method, id: requestId } = request;
    const route = `${request.baseUrl}${request.route?.path ?? ''}`;
    duration.observe({ method, route: '/forum', status: response.statusCode }, ms / 1000);
    log.info({ requestId, method, route, status: response.statusCode, ms }, 'request');
  });
  next();
});
app.use('/forum', forum);
app.listen(port, '127.0.0.1');
