export { ConflictError } from './errors.ts';
export { GoneError } from './errors.ts';
export { InvalidInputError } from './errors.ts';
export { NotFoundError } from './errors.ts';
export { type FieldError, ProblemError, type ProblemOptions } from './errors.ts';
export { StepUpRequiredError } from './errors.ts';
export { TooManyRequestsError } from './errors.ts';
export { UnauthorizedError } from './errors.ts';
export { UnavailableError } from './errors.ts';
