export * from './account.ts';
export * from './password.ts';
export * from './personal-data.ts';
export * from './problem.ts';
export * from './secret-message.ts';
export * from './sessions.ts';
export * from './sign-in.ts';
export { emailSchema } from './fields.ts';
export type { Access, Operation, Operations } from './operation.ts';
export type * from './operation-types.ts';
export {
  operationList,
  operations,
  starterOperations,
  type CaptchaAction,
  type ListedOperation,
  type OperationId,
} from './operations.ts';
export * from './own/operations.ts';
