import { createRequestSlice } from '@gnar/edge/redux';
import type { Problem } from '../../api/problem.ts';

/** The user deletes the account that this is the id of, and proves it with the password. */
export const deleteRequest = createRequestSlice<{ id: string; password: string }, void, Problem>('deletion');
