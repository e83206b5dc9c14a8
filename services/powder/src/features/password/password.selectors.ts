import type { passwordReducer } from './password.slice.ts';

interface WithPassword {
  password: ReturnType<typeof passwordReducer>;
}

export const selectStrength = (state: WithPassword) => state.password.strength;
export const selectLink = (state: WithPassword) => state.password.link;
export const selectSetPassword = (state: WithPassword) => state.password.set;
export const selectResetMail = (state: WithPassword) => state.password.resetMail;
export const selectChangePassword = (state: WithPassword) => state.password.change;
