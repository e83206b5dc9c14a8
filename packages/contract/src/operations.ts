import * as account from './account.ts';
import * as password from './password.ts';
import * as personalData from './personal-data.ts';
import { secretMessageOperations } from './secret-message.ts';
import * as sessions from './sessions.ts';
import * as signIn from './sign-in.ts';
import type { Operation, Operations } from './operation.ts';
import { ownOperations } from './own/operations.ts';

const linkExpired = { status: 410, code: 'link_expired' } as const;
const weakPassword = { status: 422, code: 'weak_password' } as const;
const invalidCredentials = { status: 401, code: 'invalid_credentials' } as const;
const stepUpRequired = { status: 403, code: 'step_up_required' } as const;
const notFound = { status: 404, code: 'not_found' } as const;

/** Those of the starter. Tests that have to know each operation cover these; a fork's own are not among them. */
export const starterOperations = {
  signUp: {
    method: 'post',
    path: '/user/signup',
    summary: 'Ask for an account; the answer is always the same, the truth goes by mail',
    access: 'public',
    body: signIn.signUpRequestSchema,
    captcha: 'signup',
    success: { status: 202, body: signIn.emptySchema },
  },
  checkLink: {
    method: 'post',
    path: '/user/check-link',
    summary: 'Whether a mailed link still works; it is not used up',
    access: 'public',
    body: signIn.checkLinkRequestSchema,
    success: { status: 200, body: signIn.checkLinkResponseSchema },
    problems: [linkExpired],
  },
  activate: {
    method: 'post',
    path: '/user/activate',
    summary: 'Set the first password with the link of the activation mail',
    access: 'public',
    body: signIn.activateRequestSchema,
    success: { status: 204 },
    problems: [linkExpired, weakPassword],
  },
  logIn: {
    method: 'post',
    path: '/user/login',
    summary: 'Open a session',
    access: 'public',
    body: signIn.logInRequestSchema,
    captcha: 'login',
    success: { status: 200, body: account.accountSchema, authorization: true },
    problems: [invalidCredentials],
  },
  logOut: {
    method: 'post',
    path: '/user/logout',
    summary: 'End this session',
    access: 'session',
    success: { status: 204 },
  },
  stepUp: {
    method: 'post',
    path: '/user/step-up',
    summary: 'Prove again who asks; for 15 minutes this session may do what needs it',
    access: 'session',
    body: signIn.stepUpRequestSchema,
    success: { status: 204 },
    problems: [invalidCredentials],
  },
  getAccount: {
    method: 'post',
    path: '/user/get',
    summary: 'The account of this session',
    access: 'session',
    success: { status: 200, body: account.accountSchema, authorization: true },
  },
  sendResetPasswordEmail: {
    method: 'post',
    path: '/user/send-reset-password-email',
    summary: 'Ask for a reset mail; the answer is always the same',
    access: 'public',
    body: signIn.sendResetPasswordEmailRequestSchema,
    captcha: 'forgot',
    success: { status: 202, body: signIn.emptySchema },
  },
  resetPassword: {
    method: 'post',
    path: '/user/reset-password',
    summary: 'Set a new password with the link of the reset mail; every session ends',
    access: 'public',
    body: signIn.resetPasswordRequestSchema,
    success: { status: 204 },
    problems: [linkExpired, weakPassword],
  },
  scorePassword: {
    method: 'post',
    path: '/user/score-password',
    summary: 'How strong a password is, while it is typed',
    access: 'public',
    body: password.scorePasswordRequestSchema,
    success: { status: 200, body: password.scorePasswordResponseSchema },
  },
  changePassword: {
    method: 'post',
    path: '/user/change-password',
    summary: 'Change the password; every session ends, this one goes on with the token of the answer',
    access: 'session',
    body: password.changePasswordRequestSchema,
    success: { status: 204 },
    problems: [invalidCredentials, weakPassword],
  },
  listSessions: {
    method: 'get',
    path: '/user/sessions',
    summary: 'Where the account is signed in',
    access: 'session',
    success: { status: 200, body: sessions.sessionsResponseSchema },
  },
  endSession: {
    method: 'delete',
    path: '/user/sessions/:sid',
    summary: 'End one session; another than the one that asks needs a step-up',
    access: 'session',
    params: sessions.sessionParamsSchema,
    success: { status: 204 },
    problems: [notFound, stepUpRequired],
  },
  exportPersonalData: {
    method: 'get',
    path: '/user/export',
    summary: 'Everything kept about the user',
    access: 'session',
    success: { status: 200, body: personalData.exportResponseSchema },
  },
  updateAccount: {
    method: 'put',
    path: '/user/:id',
    summary: 'Change details of the account; what is not sent stays, another phone number needs a step-up',
    access: 'session',
    params: account.accountParamsSchema,
    body: account.updateAccountRequestSchema,
    success: { status: 200, body: account.accountSchema },
    problems: [notFound, stepUpRequired, { status: 409, code: 'stale' }],
  },
  deleteAccount: {
    method: 'delete',
    path: '/user/:id',
    summary: 'Delete the account and everything kept about it',
    access: 'session',
    params: account.accountParamsSchema,
    body: account.deleteAccountRequestSchema,
    success: { status: 204 },
    problems: [notFound, invalidCredentials],
  },
  ...secretMessageOperations,
} as const satisfies Operations;

/** An operation of a fork with the id of one of the starter does not compile. */
type Own = Operations & { readonly [Id in keyof typeof starterOperations]?: never };

/** Every operation of the HTTP API, by id: those of the starter and a fork's own. */
export const operations = { ...starterOperations, ...(ownOperations satisfies Own) };

export type OperationId = keyof typeof operations;

/** The forms that a captcha guards. */
export type CaptchaAction = Extract<
  (typeof operations)[OperationId],
  { readonly captcha: string }
>['captcha'];

/** An operation with its id, for whatever walks through all of them. */
export interface ListedOperation extends Operation {
  readonly id: string;
}

export const operationList: readonly ListedOperation[] = Object.entries<Operation>(operations).map(
  ([id, operation]) => ({ id, ...operation }),
);
