import type { ScorePasswordResponse } from '@gnar/contract';
import { eventsOf, makeReducer } from '@gnar/edge/redux';

/** What is known about the strength of the password that is being typed. The password itself is never kept. */
export type StrengthState =
  | { status: 'empty' }
  | { status: 'unknown' }
  | { status: 'scored' | 'outdated'; result: ScorePasswordResponse };

const event = eventsOf('password/strength');

/** The user changed the password; the e-mail, when known, counts as guessable. */
export const passwordTyped = event<{ password: string; email?: string }>('passwordTyped');
export const passwordScored = event<ScorePasswordResponse>('passwordScored');
/** The service could not say. */
export const scoringFailed = event('scoringFailed');

const initialState: StrengthState = { status: 'empty' };

export const strengthReducer = makeReducer<StrengthState>(initialState, (on) => {
  on(passwordTyped, (state, { password }) => {
    if (password === '') return initialState;
    // The last result stays visible until the next one comes, so that the meter does not flicker.
    return 'result' in state ? { status: 'outdated', result: state.result } : state;
  });
  on(passwordScored, (_state, result) => ({ status: 'scored', result }));
  on(scoringFailed, () => ({ status: 'unknown' }));
});
