export { eventsOf, type EventCreator } from './events.ts';
export { makeReducer } from './make-reducer.ts';
export { makeRequest, untilLeft, type Request, type RequestState } from './request.ts';
export {
  firstOf,
  invoke,
  invokeAbortable,
  nextOf,
  read,
  surroundings,
  type SagaGenerator,
} from './effects.ts';
