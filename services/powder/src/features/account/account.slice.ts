import type { Account } from '@gnar/contract';
import { eventsOf, makeReducer, makeRequest } from '@gnar/edge/redux';
import { combineReducers } from 'redux';
import type { Problem } from '../../api/problem.ts';
import { sessionEnded, sessionOpened, sessionResumed } from '../../session/session.slice.ts';
import type { AccountUpdate, Details } from './details.ts';

/** What was typed and not yet saved. It survives other pages and a session that ends, for its owner only. */
export interface Draft {
  accountId: string;
  /** Only what differs from what is saved: the rest may be newer on the next visit. */
  edits: Partial<Details>;
}

const event = eventsOf('account/details');

export const detailsEdited = event<Draft>('edited');
export const saveDetailsRequest = makeRequest<AccountUpdate, Account, Problem>('account/save');
/** After a refusal because somebody else saved in the meantime. */
export const reloadRequest = makeRequest<void, Account, Problem>('account/reload');

/** Another person must not see it, whether they signed in here or in another tab. */
const ofItsOwner = (draft: Draft | null, account: Account) =>
  draft?.accountId === account.id ? draft : null;

const draftReducer = makeReducer<Draft | null>(null, (on) => {
  on(detailsEdited, (_draft, edited) => edited);
  on(saveDetailsRequest.succeeded, () => null);
  on(sessionOpened, ofItsOwner);
  on(sessionResumed, ofItsOwner);
  on(sessionEnded, (draft, reason) => (reason === 'logged_out' ? null : draft));
});

export const accountReducer = combineReducers({
  draft: draftReducer,
  save: saveDetailsRequest.reducer,
  reload: reloadRequest.reducer,
});
