export { eventsOf, type EventCreator } from './events.ts';
export { makeReducer } from './make-reducer.ts';
export { makeRequest, type Request, type RequestState } from './request.ts';
export { firstOf, invoke, nextOf, read, surroundings, type SagaGenerator } from './effects.ts';
