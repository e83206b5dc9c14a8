export * from './account.ts';
export * from './password.ts';
export * from './personal-data.ts';
export * from './problem.ts';
export * from './secret-message.ts';
export * from './sessions.ts';
export * from './sign-in.ts';
export { emailSchema } from './fields.ts';
export { operations, type Operation, type OperationId } from './operations.ts';
