import { eventsOf, makeReducer, makeRequest } from '@gnar/edge/redux';
import { combineReducers } from 'redux';
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

/** Somebody asks off-piste to check in. */
export const checkInRequest = makeRequest<void, CheckIn, Problem>('secretMessage/checkIn');

const event = eventsOf('secretMessage');

/** Off-piste promised a message. */
export const messagePromised = event<Promised>('promised');
export const messageArrived = event<string>('arrived');
/** The time was up and nothing came. */
export const messageMissed = event('missed');
/** Somebody wants to look once more for a message that was missed. */
export const lookedAgain = event('lookedAgain');

const initialState: MessageState = { status: 'none' };

const messageReducer = makeReducer<MessageState>(initialState, (on) => {
  on(messagePromised, (_state, promise) => ({ status: 'promised', ...promise }));
  on(messageArrived, (state, message) =>
    'sentence' in state ? { status: 'here', sentence: state.sentence, message } : state,
  );
  on(messageMissed, (state) =>
    state.status === 'promised' ? { status: 'missing', sentence: state.sentence, id: state.id } : state,
  );
  on(sessionEnded, () => initialState);
});

export const secretMessageReducer = combineReducers({
  checkIn: checkInRequest.reducer,
  message: messageReducer,
});
