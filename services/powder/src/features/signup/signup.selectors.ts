import type { ApiRequestState } from '../../api/submit.ts';

interface WithSignup {
  signup: { first: ApiRequestState; again: ApiRequestState };
}

export const selectSignUp = (state: WithSignup) => state.signup.first;
export const selectSendAgain = (state: WithSignup) => state.signup.again;
