import type { Empty } from '@gnar/contract';
import { createRequestSlice } from '@gnar/edge/redux';
import type { Problem } from '../../api/problem.ts';

/** The first request for a link, from the sign-up page. */
export const signUpRequest = createRequestSlice<{ email: string }, Empty, Problem>('signup/first');
/** The same once more, from the page that says to look into the mailbox. */
export const sendAgainRequest = createRequestSlice<{ email: string }, Empty, Problem>('signup/again');
