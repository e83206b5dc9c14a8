import '@testing-library/jest-dom/jest-globals';
import { jest } from '@jest/globals';
import { act, cleanup, configure, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { Account } from '@gnar/contract';
import { useLayoutEffect } from 'react';
import { MemoryRouter, useLocation, type Location } from 'react-router';
import { App } from '../app.tsx';
import type { Feature } from '../../manifest/feature.ts';
import { compose } from '../compose.ts';
import { features } from '../features.ts';
import { FakeService, tokenFor } from './fake-service.ts';

// The first page of a test file compiles half the front end; a busy machine takes its time.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 20_000, getElementError: (message) => new Error(message ?? 'not found') });

const running: (() => void)[] = [];

interface Options {
  service?: FakeService;
  /** Whose token the browser kept from an earlier visit. */
  keptTokenOf?: Account;
  /** State that an earlier page left in the history entry. */
  state?: unknown;
  /** The text of /config.json. */
  config?: object;
  /** Features of a fork. */
  own?: readonly Feature[];
}

/** Opens the real front end at an address, with only the network replaced. */
export async function openApp(
  address: string,
  { service = new FakeService(), keptTokenOf, state, config = {}, own = [] }: Options = {},
) {
  service.on('GET /config.json', { body: config });
  window.fetch = service.fetch;
  // jsdom has no layout, so it cannot scroll.
  window.scrollTo = () => undefined;
  if (keptTokenOf) window.localStorage.setItem('jwt', tokenFor(keptTokenOf));
  const [path = '', hash] = address.split('#');
  const { stop, ...composed } = await compose([...own, ...features]);
  running.push(stop);
  let place: Location | undefined;
  render(
    <MemoryRouter
      initialEntries={[
        { pathname: path, ...(hash !== undefined && { hash: `#${hash}` }), state, key: 'default' },
      ]}
    >
      <App {...composed} />
      <Place onChange={(location) => (place = location)} />
    </MemoryRouter>,
  );
  /** The address as the browser would show it. */
  const at = () => `${place?.pathname}${place?.search}${place?.hash}`;
  /** Goes to another page, as a link to it would. */
  const visit = (to: string) => act(async () => composed.navigation.navigate(to));
  return { service, at, visit, store: composed.store };
}

/** Tells where the router is. */
function Place({ onChange }: { onChange: (location: Location) => void }) {
  const location = useLocation();
  // Not later than what is seen of the new place.
  useLayoutEffect(() => {
    onChange(location);
  });
  return null;
}

/** Ends what openApp started; for afterEach. */
export function closeApps(): void {
  for (const stop of running.splice(0)) stop();
  cleanup();
  jest.useRealTimers();
  window.localStorage.clear();
  document.documentElement.lang = '';
  document.title = '';
}

/** Another tab changes what both of them keep: a token, or none. */
export function otherTabKeeps(token: string | null): void {
  if (token === null) window.localStorage.removeItem('jwt');
  else window.localStorage.setItem('jwt', token);
  act(() => {
    window.dispatchEvent(new StorageEvent('storage', { key: 'jwt', newValue: token }));
  });
}

/** A user who clicks and types, without pauses. */
export const person = () => userEvent.setup({ delay: null });

/** Writes into the field with a label, as a paste does: one event however long the text. */
export async function fill(label: string | RegExp, text: string): Promise<void> {
  const user = person();
  const element = await screen.findByLabelText(label);
  await user.clear(element);
  await user.click(element);
  await user.paste(text);
}

/** Makes the clock ours: it runs on by itself, and jumps with the function that this returns (milliseconds). */
export function holdTheClock(): (milliseconds: number) => Promise<void> {
  jest.useFakeTimers({ advanceTimers: true });
  return (milliseconds) => act(() => jest.advanceTimersByTimeAsync(milliseconds));
}

/** The field with a label. */
export const field = (label: string | RegExp) => screen.findByLabelText(label);

/** The words that explain what is wrong with a field, as a screen reader would find them. */
export function complaintAbout(element: HTMLElement): string {
  if (element.getAttribute('aria-invalid') !== 'true') return '';
  const ids = (element.getAttribute('aria-describedby') ?? '').split(' ');
  return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
}
