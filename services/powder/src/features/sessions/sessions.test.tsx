import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import type { Session } from '@gnar/contract';
import { product } from '@gnar/contract/product';
import { accountWith, FakeService, problem } from '../../app/testing/fake-service.ts';
import { closeApps, openApp, person } from '../../app/testing/open-app.tsx';

const ada = accountWith();
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

const session = (details: Partial<Session>): Session => ({
  sid: 'sid-1',
  device: 'Firefox on Linux',
  ip: '203.0.113.7',
  createdAt: ago(3),
  lastSeenAt: ago(0),
  current: false,
  ...details,
});
const here = session({ current: true });
const phone = session({ sid: 'sid-2', device: 'Safari on iPhone', createdAt: ago(48), lastSeenAt: ago(5) });

const serviceWith = (...sessions: Session[]) =>
  new FakeService().signedInAs(ada).on('GET /user/sessions', { body: { sessions } });
const openSecurity = (service: FakeService) => openApp('/account/security', { service, keptTokenOf: ada });

afterEach(closeApps);

describe('the list of sessions', () => {
  it('says where and since when, and which one this is', async () => {
    await openSecurity(serviceWith(here, phone));
    expect(await screen.findByText('Firefox on Linux')).toBeVisible();
    expect(screen.getByText('This one')).toBeVisible();
    expect(screen.getByText(/Signed in 2 days ago · active 5 hours ago · 203\.0\.113\.7/)).toBeVisible();
  });

  it('speaks of times and devices in French too', async () => {
    window.localStorage.setItem(`${product.id}-language`, 'fr');
    await openSecurity(serviceWith(here, phone));
    expect(await screen.findByText(/Ouverte il y a 2 jours · active il y a 5 heures/)).toBeVisible();
    expect(screen.getByText('Safari sur iPhone')).toBeVisible();
  });

  it('ends another session and shows what is left', async () => {
    const service = serviceWith(here, phone).on('DELETE /user/sessions/sid-2', { status: 204 });
    await openSecurity(service);
    const end = await screen.findByRole('button', { name: 'End session: Safari on iPhone' });
    service.on('GET /user/sessions', { body: { sessions: [here] } });
    await person().click(end);
    expect(await screen.findByText('The session has ended.')).toBeVisible();
    await waitFor(() => expect(screen.queryByText('Safari on iPhone')).not.toBeInTheDocument());
  });

  it('says so when the session had ended already', async () => {
    const unknown = session({ sid: 'sid-3', device: null, ip: null });
    const service = serviceWith(here, unknown).on('DELETE /user/sessions/sid-3', problem(404, 'not_found'));
    await openSecurity(service);
    await person().click(await screen.findByRole('button', { name: 'End session: Unknown device' }));
    expect(await screen.findByText('That session had ended already.')).toBeVisible();
  });

  it('can be loaded again after a failure', async () => {
    const service = serviceWith().on(
      'GET /user/sessions',
      problem(429, 'too_many_requests', { retryAfter: 1 }),
    );
    await openSecurity(service);
    expect(await screen.findByText(/The list could not be loaded/)).toBeVisible();
    service.on('GET /user/sessions', { body: { sessions: [here] } });
    await person().click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Firefox on Linux')).toBeVisible();
  });
});
