import { expect, it } from '@jest/globals';
import { nodeServices } from '../../../services.ts';
import { waitForMail } from '@gnar/lodge/testing';
import { readCompose } from '../../rehearse/compose-file.ts';
import type { RehearsedImages } from '../../rehearse/rehearsed-images.ts';
import { startContainer, type Container } from '../../rehearse/start-container.ts';
import type { Product } from '../../rehearse/start-product.ts';

/** The services and the migrations, asked without anything before them. */
export function describeServices(product: () => Product, images: () => RehearsedImages): void {
  const ask = (port: string, path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${product().port(port)}${path}`, init);

  it('has migrated by piste’s image, and again without harm', async () => {
    expect(product().migrated).toContain('up 0001_users');
    expect(await product().migrate()).toContain('Nothing to migrate.');
  });

  it.each(nodeServices.map(({ name }) => `${name} health`))('answers at its %s port', async (port) => {
    expect((await ask(port, '/healthz')).status).toBe(200);
    expect((await ask(port, '/readyz')).status).toBe(200);
    expect(await (await ask(port, '/metrics')).text()).toContain('process_cpu_seconds_total');
  });

  it('tells the contract with its version, and shows it', async () => {
    expect(await (await ask('piste', '/openapi.json')).json()).toMatchObject({
      openapi: '3.1.0',
      info: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    });
    expect(await (await ask('piste', '/docs')).text()).toContain('swagger-ui');
    for (const asset of ['start.js', 'swagger-ui-bundle.js', 'swagger-ui.css']) {
      const response = await ask('piste', `/docs/${asset}`);
      expect(response.status).toBe(200);
      // Read to its end: a stop waits for answers that are under way.
      expect((await response.text()).length).toBeGreaterThan(100);
    }
  });

  it('sends the mail of a sign-up, made of its templates', async () => {
    const response = await ask('piste', '/user/signup', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'rehearsal@example.com' }),
    });

    expect(response.status).toBe(202);
    const sesEndpoint = `http://127.0.0.1:${product().port('ses')}`;
    const mail = await waitForMail('rehearsal@example.com', undefined, { sesEndpoint, timeoutMs: 20_000 });
    expect(mail.html).toContain('/activate#');
    expect(mail.text).toContain('/activate#');
  });

  it('is healthy by the check of compose, and not when no process answers', async () => {
    const [, ...words] = (await readCompose()).services['piste']?.healthcheck?.test ?? [];
    const check = (port: number) => {
      const command = words.map((word) => word.replace('9080', String(port)));
      return exitCodeOf(startContainer({ ...images().of('piste'), entrypoint: [] }, { command }));
    };
    expect(await check(product().port('piste health'))).toBe(0);
    expect(await check(1)).toBe(1);
  });

  it('has stand-ins that are healthy by the check of their image, and not when one is away', async () => {
    const [ses = 0, sqs = 0, stubs = 0] = ['ses', 'sqs', 'stubs'].map((name) => product().port(name));
    const check = (...ports: number[]) =>
      exitCodeOf(
        startContainer(images().of('lodge'), { command: ['dist/stand-ins/health.js', ...ports.map(String)] }),
      );
    expect(await check(ses, sqs, stubs)).toBe(0);
    expect(await check(ses, 1, stubs)).toBe(1);
  });
}

async function exitCodeOf(container: Container): Promise<number | null> {
  const code = await container.ended;
  container.forget();
  return code;
}
