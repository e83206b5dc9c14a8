import { createRequestSlice } from '@gnar/edge/redux';
import { createAction, createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { Problem } from '../../api/problem.ts';
import { sessionEnded } from '../../session/session.slice.ts';
import type { CheckIn } from './check-in.ts';

/** The way of a secret message: asked for, promised, waited for, here; or missing when it did not come. */
export type MessageState =
  | { status: 'none' }
  | ({ status: 'promised' } & Promised)
  | { status: 'here'; sentence: string; message: string }
  | { status: 'missing'; sentence: string; id: string };

interface Promised {
  sentence: string;
  id: string;
  delaySeconds: number;
  /** Milliseconds since 1970. */
  dueAt: number;
}

/** The user asks off-piste to check in. */
export const checkInRequest = createRequestSlice<void, CheckIn, Problem>('secretMessage/checkIn');

const initialState = (): MessageState => ({ status: 'none' });

export const messageSlice = createSlice({
  name: 'secretMessage/message',
  initialState,
  reducers: {
    /** Off-piste promised a message. */
    messagePromised: (_state, { payload }: PayloadAction<Promised>): MessageState => ({
      status: 'promised',
      ...payload,
    }),
    messageArrived: (state, { payload: message }: PayloadAction<string>): MessageState =>
      'sentence' in state ? { status: 'here', sentence: state.sentence, message } : state,
    /** The time was up and nothing came. */
    messageMissed: (state): MessageState =>
      state.status === 'promised' ? { status: 'missing', sentence: state.sentence, id: state.id } : state,
  },
  extraReducers: (builder) => {
    builder.addCase(sessionEnded, initialState);
  },
  selectors: { selectMessage: (message) => message },
});

export const { messagePromised, messageArrived, messageMissed } = messageSlice.actions;
export const { selectMessage } = messageSlice.selectors;

/** The user wants to look once more for a message that was missed. */
export const lookedAgain = createAction('secretMessage/lookedAgain');
