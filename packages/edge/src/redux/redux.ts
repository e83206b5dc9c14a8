export { createRequestSlice, untilLeft, type RequestSlice, type RequestState } from './request-slice.ts';
export { call, callAbortable, delay, getContext, race, select, take, type SagaGenerator } from './effects.ts';
