import type { Account } from '@gnar/contract';
import { createRequestSlice } from '@gnar/edge/redux';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { Problem } from '../../api/problem.ts';
import { sessionEnded, sessionOpened, sessionResumed } from '../../session/session.slice.ts';
import type { AccountUpdate, Details } from './details.ts';

/** What was typed and not yet saved. It survives other pages and a session that ends, for its owner only. */
export interface Draft {
  accountId: string;
  /** Only what differs from what is saved: the rest may be newer on the next visit. */
  edits: Partial<Details>;
}

export const saveDetailsRequest = createRequestSlice<AccountUpdate, Account, Problem>('account/save');
/** After a refusal because the details were saved elsewhere in the meantime. */
export const reloadRequest = createRequestSlice<void, Account, Problem>('account/reload');

/** Another person must not see it, whether they signed in here or in another tab. */
const keepForOwner = (draft: Draft | null, { payload: account }: PayloadAction<Account>) =>
  draft?.accountId === account.id ? draft : null;

export const draftSlice = createSlice({
  name: 'account/draft',
  initialState: (): Draft | null => null,
  reducers: {
    detailsEdited: (_draft, { payload: edited }: PayloadAction<Draft>) => edited,
  },
  extraReducers: (builder) => {
    builder
      .addCase(saveDetailsRequest.succeeded, () => null)
      .addCase(sessionOpened, keepForOwner)
      .addCase(sessionResumed, keepForOwner)
      .addCase(sessionEnded, (draft, { payload: reason }) => (reason === 'logged_out' ? null : draft));
  },
  selectors: { selectDraft: (draft) => draft },
});

export const { detailsEdited } = draftSlice.actions;
export const { selectDraft } = draftSlice.selectors;
