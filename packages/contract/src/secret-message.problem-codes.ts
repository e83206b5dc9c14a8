export const secretMessageProblemCodes = ['message_not_found'] as const;
