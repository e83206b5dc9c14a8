import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { product } from '@gnar/contract/product';
import { accountWith, FakeService, problem, tokenFor } from '../../app/testing/fake-service.ts';
import { closeApps, complaintAbout, fill, openApp, person } from '../../app/testing/open-app.tsx';

const ada = accountWith({ firstName: 'Ada' });
const times = { ip: null, createdAt: ada.createdAt, lastSeenAt: ada.createdAt };
const here = { ...times, sid: 'sid-1', device: 'Firefox on Linux', current: true };
const phone = { ...times, sid: 'sid-2', device: 'Safari on iPhone', current: false };
const update = `PUT /user/${ada.id}`;
const end = 'DELETE /user/sessions/sid-2';
const wanted = {
  ...problem(403, 'step_up_required'),
  headers: { Authorization: `Bearer ${tokenFor(ada)}`, 'Content-Type': 'application/problem+json' },
};

/** A service that ends sessions and takes phone numbers only after the right password. */
function strictService() {
  let proved = false;
  const service = new FakeService()
    .signedInAs(ada)
    .on('GET /user/sessions', { body: { sessions: [here, phone] } })
    .on('POST /user/step-up', ({ body }) => {
      proved = JSON.stringify(body) === JSON.stringify({ password: 'correct-horse-battery' });
      if (proved) return { status: 204 };
      return problem(401, 'invalid_credentials', { errors: { password: 'invalid_credentials' } });
    })
    .on(end, () => (proved ? { status: 204 } : wanted))
    .on(update, ({ body }) => (proved ? { body: { ...ada, ...(body as object) } } : wanted));
  return service;
}

const askToEnd = async () => {
  const button = await screen.findByRole('button', { name: 'End session: Safari on iPhone' });
  await person().click(button);
  return button;
};
const dialog = () => screen.findByRole('dialog', { name: 'Confirm that it is you' });
const password = async () => within(await dialog()).findByLabelText('Current password');
const confirm = async (text: string) => {
  await password();
  await fill('Current password', text);
  await person().click(screen.getByRole('button', { name: 'Confirm' }));
};
const isGone = () => waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());

/** The security page has a field of the same name below; with the dialog open nothing below it can be reached. */
const openPersonal = async (service: FakeService) => {
  const opened = await openApp('/account/personal', { service, keptTokenOf: ada });
  await fill('Last name', 'Lovelace');
  await fill('Phone', '+1 555 0100');
  await person().click(screen.getByRole('button', { name: 'Save changes' }));
  return opened;
};

afterEach(closeApps);

describe('a request that needs a recent proof of identity', () => {
  it('asks for the password, sends the same request again and goes on as if nothing had been', async () => {
    const service = strictService();
    await openPersonal(service);
    const field = await password();
    expect(field).toHaveAttribute('autocomplete', 'current-password');
    expect(field).toHaveAttribute('type', 'password');
    await waitFor(() => expect(field).toHaveFocus());
    await confirm('correct-horse-battery');
    expect(await screen.findByText('Your details are saved.')).toBeVisible();
    await isGone();
    const [first, second, ...more] = service.sentTo(update);
    expect(first).toMatchObject({ lastName: 'Lovelace', phone: '+1 555 0100' });
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    expect(service.sentTo('POST /user/step-up')).toEqual([{ password: 'correct-horse-battery' }]);
  });

  it('ends another session after the password, and gives the focus back', async () => {
    const service = strictService();
    await openApp('/account/security', { service, keptTokenOf: ada });
    await askToEnd();
    const user = person();
    await user.click(await password());
    await user.paste('correct-horse-battery');
    await user.keyboard('{Enter}');
    expect(await screen.findByText('The session has ended.')).toBeVisible();
    expect(service.sentTo(end)).toHaveLength(2);
  });

  it('brings a wrong password to its field, stays signed in, and takes the right one then', async () => {
    const service = strictService();
    await openPersonal(service);
    await confirm('wrong-password');
    await within(await dialog()).findByRole('alert');
    expect(complaintAbout(await password())).toContain('not your current password');
    expect(await password()).toHaveValue('wrong-password');
    expect(window.localStorage.getItem('jwt')).not.toBeNull();
    await confirm('correct-horse-battery');
    expect(await screen.findByText('Your details are saved.')).toBeVisible();
  });

  it.each([
    ['too many tries', problem(429, 'too_many_requests', { retryAfter: 40 }), /wait (40|3\d) seconds/],
    ['an outage', problem(503, 'unavailable'), /service is not answering/],
  ])('tells of %s in the dialog and keeps the password', async (_name, answer, words) => {
    const service = strictService().on('POST /user/step-up', answer);
    await openPersonal(service);
    await confirm('correct-horse-battery');
    expect(await within(await dialog()).findByText(words)).toBeVisible();
    expect(await password()).toHaveValue('correct-horse-battery');
  });

  it.each([
    ['Cancel', () => person().click(screen.getByRole('button', { name: 'Cancel' }))],
    ['Escape', () => person().keyboard('{Escape}')],
  ])(
    'is given up by %s: nothing is sent again, and nothing that was typed is lost',
    async (_name, giveUp) => {
      const service = strictService();
      await openPersonal(service);
      await password();
      await giveUp();
      await isGone();
      expect(await screen.findByText(/Please confirm your password first/)).toBeVisible();
      expect(await screen.findByLabelText('Phone')).toHaveValue('+1 555 0100');
      expect(await screen.findByLabelText('Last name')).toHaveValue('Lovelace');
      expect(service.sentTo(update)).toHaveLength(1);
      expect(service.sentTo('POST /user/step-up')).toEqual([]);
    },
  );

  it('does not claim that a session had ended when the user would rather not confirm', async () => {
    const service = strictService();
    await openApp('/account/security', { service, keptTokenOf: ada });
    const button = await askToEnd();
    await password();
    await person().click(screen.getByRole('button', { name: 'Cancel' }));
    await isGone();
    expect(screen.queryByText(/had ended already|has ended/)).not.toBeInTheDocument();
    await waitFor(() => expect(button).toHaveFocus());
    expect(button).toHaveAttribute('aria-disabled', 'false');
  });

  it('is forgotten with its dialog when the page is left', async () => {
    const service = strictService();
    const { visit } = await openPersonal(service);
    await password();
    await visit('/account/preferences');
    await isGone();
    expect(service.sentTo(update)).toHaveLength(1);
  });

  it('is asked for in French too', async () => {
    window.localStorage.setItem(`${product.id}-language`, 'fr');
    const service = strictService();
    await openApp('/account/security', { service, keptTokenOf: ada });
    await person().click(await screen.findByRole('button', { name: /Fermer la session : Safari/ }));
    expect(await screen.findByRole('dialog', { name: 'Confirmez votre identité' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Annuler' })).toBeVisible();
  });
});
