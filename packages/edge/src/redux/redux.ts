export { eventsOf } from './events.ts';
export { makeReducer } from './make-reducer.ts';
export { makeRequest, type Request, type RequestState } from './request.ts';
export { invoke, read, surroundings, type SagaGenerator } from './effects.ts';
