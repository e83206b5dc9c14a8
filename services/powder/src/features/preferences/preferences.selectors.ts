import type { Account } from '@gnar/contract';
import type { ApiRequestState } from '../../api/submit.ts';

export const selectSavePreferences = (state: { preferences: ApiRequestState<Account> }) => state.preferences;
