import { describe, expect, it } from '@jest/globals';
import { testLodge, waitForMail } from '@gnar/lodge/testing';
import { startTestApp } from '../testing/test-app.ts';
import { renderMail } from './render-mail.ts';

const mail = { to: 'mailer-test@example.com', subject: 'Grüße', html: '<p>Hé</p>', text: 'Hé' };

describe('the mailer', () => {
  it('sends a mail with both bodies from the configured sender', async () => {
    const { app } = await startTestApp({ noDb: true, environment: testLodge().environment() });
    await app.mailer.send(mail);
    const received = await waitForMail(mail.to);
    expect(received).toMatchObject({ subject: mail.subject, text: mail.text, html: mail.html });
    expect(received.from).toContain('hello@example.com');
    await app.stop();
  });

  it('lets a failure travel to whom called', async () => {
    const environment = { ...testLodge().environment(), GNAR_SES_ENDPOINT: 'http://127.0.0.1:1' };
    const { app } = await startTestApp({ noDb: true, environment });
    await expect(app.mailer.send(mail)).rejects.toThrow();
    await app.stop();
  });

  it('is off where nothing is configured, and says how to switch it on', async () => {
    const { app } = await startTestApp();
    expect(() => app.mailer).toThrow(/gearSchema\(\{ ses: true \}\)/);
    await app.stop();
  });
});

describe('a mail template', () => {
  const view = { name: '<b>Ann</b> & "Bob"', links: [{ url: '/a' }, { url: '/b' }] };

  it('is escaped for HTML', () => {
    const html = renderMail('Hi {{name}}{{#links}} {{url}}{{/links}}', view);
    expect(html).toBe('Hi &lt;b&gt;Ann&lt;&#x2F;b&gt; &amp; &quot;Bob&quot; &#x2F;a &#x2F;b');
  });

  it('is left alone for text', () => {
    expect(renderMail('Hi {{name}}', view, { format: 'text' })).toBe('Hi <b>Ann</b> & "Bob"');
  });
});
