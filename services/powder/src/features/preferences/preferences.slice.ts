import type { Account } from '@gnar/contract';
import { createRequestSlice } from '@gnar/edge/redux';
import { createAction } from '@reduxjs/toolkit';
import type { Problem } from '../../api/problem.ts';

/** The user chose a language with the switch that every page has; the payload is its tag. */
export const languageChosen = createAction<string>('preferences/languageChosen');

/** The user saved the preferences of their account. */
export const savePreferencesRequest = createRequestSlice<{ id: string; locale: string }, Account, Problem>(
  'preferences/save',
);
