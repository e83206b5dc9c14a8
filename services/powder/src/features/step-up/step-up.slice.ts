import type { StepUpRequest } from '@gnar/contract';
import { createRequestSlice } from '@gnar/edge/redux';
import { createSlice } from '@reduxjs/toolkit';
import type { Problem } from '../../api/problem.ts';
import { stepUpDeclined, stepUpPassed, stepUpRequired } from '../../api/step-up.ts';

export const stepUpRequest = createRequestSlice<StepUpRequest, void, Problem>('stepUp/request');

/** Whether a request waits for the user's password. */
export const stepUpAskedSlice = createSlice({
  name: 'stepUp/asked',
  initialState: false,
  reducers: {},
  extraReducers: (builder) => {
    builder
      .addCase(stepUpRequired, () => true)
      .addCase(stepUpPassed, () => false)
      .addCase(stepUpDeclined, () => false);
  },
  selectors: { selectStepUpAsked: (asked) => asked },
});

export const { selectStepUpAsked } = stepUpAskedSlice.selectors;
