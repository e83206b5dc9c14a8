import type { Account } from '@gnar/contract';
import { eventsOf, makeRequest } from '@gnar/edge/redux';
import type { Problem } from '../../api/problem.ts';

const event = eventsOf('preferences');

/** Somebody chose a language with the switch that every page has; the payload is its tag. */
export const languageChosen = event<string>('languageChosen');

/** Somebody saved the preferences of their account. */
export const savePreferencesRequest = makeRequest<{ id: string; locale: string }, Account, Problem>(
  'preferences/save',
);

export const preferencesReducer = savePreferencesRequest.reducer;
