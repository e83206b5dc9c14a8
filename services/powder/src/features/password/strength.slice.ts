import type { ScorePasswordResponse } from '@gnar/contract';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';

/** What is known about the strength of the password that is being typed. The password itself is never kept. */
export type StrengthState =
  | { status: 'empty' }
  | { status: 'unknown' }
  | { status: 'scored' | 'outdated'; result: ScorePasswordResponse };

const initialState = (): StrengthState => ({ status: 'empty' });

export const strengthSlice = createSlice({
  name: 'password/strength',
  initialState,
  reducers: {
    /** The user changed the password; the email, when known, counts as guessable. */
    passwordTyped: (
      state,
      { payload }: PayloadAction<{ password: string; email?: string }>,
    ): StrengthState => {
      if (payload.password === '') return initialState();
      // The last result stays visible until the next one comes, so that the meter does not flicker.
      return 'result' in state ? { status: 'outdated', result: state.result } : state;
    },
    passwordScored: (_state, { payload: result }: PayloadAction<ScorePasswordResponse>): StrengthState => ({
      status: 'scored',
      result,
    }),
    /** The service could not score it. */
    scoringFailed: (): StrengthState => ({ status: 'unknown' }),
  },
  selectors: { selectStrength: (strength) => strength },
});

export const { passwordTyped, passwordScored, scoringFailed } = strengthSlice.actions;
export const { selectStrength } = strengthSlice.selectors;
