import { startLodge } from '@gnar/lodge';
import { waitForMail } from '@gnar/lodge/testing';
import { collectedSpans } from '@gnar/gear/testing';
import { expect, it } from '@jest/globals';
import { freshAddress } from '../../testing/mailbox.ts';
import { startPiste } from '../../testing/piste-under-test.ts';

it('a sign-up and the email that follows from it are one trace, though another process may send it', async () => {
  const lodge = await startLodge({ services: ['stubs'] });
  const piste = await startPiste({ OTEL_EXPORTER_OTLP_ENDPOINT: lodge.stubs.endpoint });
  const email = freshAddress();

  await piste.api.post('/user/signup', { email });
  await waitForMail(email);
  await piste.stop();

  const spans = await collectedSpans(lodge.stubs.endpoint);
  const asked = spans.find(({ name }) => name === 'POST /user/signup');
  const sent = spans.find(({ name, traceId }) => name === 'send email' && traceId === asked?.traceId);
  const job = spans.find(({ spanId }) => spanId === sent?.parentSpanId);
  expect(sent).toBeDefined();
  expect(job).toMatchObject({ name: expect.stringMatching(/^job /), parentSpanId: asked?.spanId });
  expect(JSON.stringify(spans)).not.toContain(email);
  await lodge.stop();
});
