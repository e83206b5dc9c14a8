import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startLodge } from '@gnar/lodge';
import { collectedSpans } from '../testing/collected-spans.ts';
import { Tracing } from './tracing.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const carried = { requestId: 'of-a-request', traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
const server = { name: 'GET /ski', kind: 'server' } as const;
const query = { name: 'find-skis', kind: 'client' } as const;

describe('tracing without a collector', () => {
  it('carries request id and traceparent through asynchronous work, unchanged', async () => {
    const tracing = new Tracing();

    const later = await tracing.enter(carried, server, () =>
      tracing.span(query, async () => {
        await sleep(1);
        return tracing.carried;
      }),
    );

    expect(later).toEqual(carried);
    expect(tracing.carried).toBeUndefined();
  });

  it('keeps the contexts of requests that are served at the same time apart', async () => {
    const tracing = new Tracing();
    const serve = (requestId: string) =>
      tracing.enter({ requestId }, server, async () => {
        await sleep(1);
        return tracing.carried?.requestId;
      });

    expect(await Promise.all(['a', 'b', 'c'].map(serve))).toEqual(['a', 'b', 'c']);
  });

  it('passes on no traceparent that is malformed', () => {
    const tracing = new Tracing();
    const bad = { requestId: 'r', traceparent: 'made up' };

    expect(tracing.enter(bad, server, () => tracing.carried)).toEqual({ requestId: 'r' });
  });

  it('names the trace in the fields of log lines only while there is one', () => {
    const tracing = new Tracing();

    expect(tracing.logFields).toEqual({});
    expect(tracing.enter(carried, server, () => tracing.logFields)).toEqual({
      trace_id: traceId,
      span_id: '00f067aa0ba902b7',
    });
  });
});

describe('tracing with a collector', () => {
  let tracing: Tracing;
  afterEach(() => tracing.close());

  it('exports spans as children of the one that was carried, and of each other', async () => {
    const lodge = await startLodge({ services: ['stubs'] });
    tracing = new Tracing();
    await tracing.export(lodge.stubs.endpoint, 'shop');

    const inner = await tracing.enter(carried, server, async () => {
      await tracing.span(query, () => sleep(1));
      return tracing.carried;
    });
    await expect(
      tracing.enter({ requestId: 'other' }, { name: 'fails', kind: 'consumer' }, () =>
        Promise.reject(new RangeError('ann@example.com')),
      ),
    ).rejects.toThrow(RangeError);
    await tracing.close();

    const spans = await collectedSpans(lodge.stubs.endpoint);
    const [served, asked, failed] = ['GET /ski', 'find-skis', 'fails'].map((name) =>
      spans.find((span) => span.name === name),
    );
    expect(served).toMatchObject({ service: 'shop', traceId, parentSpanId: '00f067aa0ba902b7' });
    expect(inner).toEqual({ requestId: 'of-a-request', traceparent: `00-${traceId}-${served?.spanId}-01` });
    expect(asked).toMatchObject({ traceId, parentSpanId: served?.spanId });
    expect(failed?.parentSpanId).toBeUndefined();
    expect(failed?.traceId).not.toBe(traceId);
    // Of an error its type is exported, never what it says.
    expect(await (await fetch(`${lodge.stubs.endpoint}/traces`)).text()).not.toContain('example.com');
    await lodge.stop();
  });

  it('serves on and ends in time when the collector cannot be reached', async () => {
    tracing = new Tracing();
    await tracing.export('http://127.0.0.1:9', 'shop');
    expect(tracing.enter(carried, server, () => 'answer')).toBe('answer');

    const startedAt = performance.now();
    await tracing.close();

    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
