import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Lodge, startLodge } from '../index.ts';
import { sesClient } from '../testing/clients.fixture.ts';
import { storedSubjects } from '../testing/stored-subjects.fixture.ts';

jest.setTimeout(60_000);

describe('SES, through the AWS SDK', () => {
  let lodge: Lodge;

  beforeAll(async () => {
    lodge = await startLodge({ services: ['ses'] });
  });
  afterAll(() => lodge.stop());

  it('stores sent emails for the inbox page and for GET /store', async () => {
    await sesClient(lodge.ses.endpoint).send('ada@example.com', 'Activate your account');

    expect(await storedSubjects(lodge.ses.endpoint)).toEqual(['Activate your account']);
    expect(await (await fetch(lodge.ses.endpoint)).text()).toContain('<h1>Inbox</h1>');
  });

  it('keeps emails in order across a restart, until they are cleared', async () => {
    await sesClient(lodge.ses.endpoint).send('ada@example.com', 'Second');
    await lodge.stopService('ses');
    await lodge.startService('ses');
    await sesClient(lodge.ses.endpoint).send('ada@example.com', 'Third');

    expect(await storedSubjects(lodge.ses.endpoint)).toEqual(['Activate your account', 'Second', 'Third']);

    await fetch(`${lodge.ses.endpoint}/clear-store`, { method: 'POST' });
    await sesClient(lodge.ses.endpoint).send('ada@example.com', 'Fourth');
    await lodge.stopService('ses');
    await lodge.startService('ses');

    expect(await storedSubjects(lodge.ses.endpoint)).toEqual(['Fourth']);
  });
});
