import { startLodge } from '@gnar/lodge';
import { waitForMail } from '@gnar/lodge/testing';
import { collectedSpans } from '@gnar/gear/testing';
import { expect, it } from '@jest/globals';
import { freshAddress } from '../../testing/mailbox.ts';
import { startPiste } from '../../testing/piste-under-test.ts';

it('a sign-up and the email that follows from it are one trace, though another process may send it', async () => {
  const lodge = await startLodge({ services: ['stubs'] });
  const piste = await startPiste({ OTEL_EXPORTER_OTLP_ENDPOINT: lodge.stubs.endpoint });
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const email = freshAddress();

  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  await piste.api.post('/user/signup', { email }, { headers });
  await waitForMail(email);
  await piste.stop();

  const spans = (await collectedSpans(lodge.stubs.endpoint)).filter((span) => span.traceId === traceId);
  const [asked, sent] = ['POST /user/signup', 'send email'].map((name) =>
    spans.find((span) => span.name === name),
  );
  const job = spans.find(({ spanId }) => spanId === sent?.parentSpanId);
  expect(asked?.parentSpanId).toBe('00f067aa0ba902b7');
  expect(job).toMatchObject({ name: expect.stringMatching(/^job /), parentSpanId: asked?.spanId });
  expect(JSON.stringify(spans)).not.toContain(email);
  await lodge.stop();
});
