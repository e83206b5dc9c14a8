import type { secretMessageReducer } from './secret-message.slice.ts';

interface WithSecretMessage {
  secretMessage: ReturnType<typeof secretMessageReducer>;
}

export const selectCheckIn = (state: WithSecretMessage) => state.secretMessage.checkIn;
export const selectMessage = (state: WithSecretMessage) => state.secretMessage.message;
