import type { accountReducer } from './account.slice.ts';

interface WithAccount {
  account: ReturnType<typeof accountReducer>;
}

export const selectDraft = (state: WithAccount) => state.account.draft;
export const selectSave = (state: WithAccount) => state.account.save;
export const selectReload = (state: WithAccount) => state.account.reload;
