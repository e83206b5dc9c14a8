import type { stepUpReducer } from './step-up.slice.ts';

interface WithStepUp {
  stepUp: ReturnType<typeof stepUpReducer>;
}

export const selectStepUpAsked = (state: WithStepUp) => state.stepUp.asked;
export const selectStepUp = (state: WithStepUp) => state.stepUp.request;
