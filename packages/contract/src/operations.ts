import type { z } from 'zod';
import * as account from './account.ts';
import * as password from './password.ts';
import * as personalData from './personal-data.ts';
import * as secretMessage from './secret-message.ts';
import * as sessions from './sessions.ts';
import * as signIn from './sign-in.ts';
import type { ProblemCode } from './problem.ts';

/** One row of the contract: what a client sends and every status it must be ready for. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Path parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  /** `optional`: works without a token, but a token that is sent must be good. */
  readonly auth: 'public' | 'optional' | 'required';
  readonly params?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly success: {
    readonly status: 200 | 202 | 204;
    readonly body?: z.ZodType;
    readonly authorization?: true;
  };
  /** Beside the ones that follow from `auth`, a body and the rate limits. */
  readonly problems?: readonly { readonly status: number; readonly code: ProblemCode }[];
}

const linkExpired = { status: 410, code: 'link_expired' } as const;
const weakPassword = { status: 422, code: 'weak_password' } as const;
const captchaFailed = { status: 422, code: 'captcha_failed' } as const;
const invalidCredentials = { status: 401, code: 'invalid_credentials' } as const;
const stepUpRequired = { status: 403, code: 'step_up_required' } as const;
const notFound = { status: 404, code: 'not_found' } as const;

/** The HTTP API of piste, row by row. */
export const operations = [
  {
    id: 'signUp',
    method: 'post',
    path: '/user/signup',
    summary: 'Ask for an account; the answer is always the same, the truth goes by mail',
    auth: 'public',
    body: signIn.signUpRequestSchema,
    success: { status: 202, body: signIn.emptySchema },
    problems: [captchaFailed],
  },
  {
    id: 'checkLink',
    method: 'post',
    path: '/user/check-link',
    summary: 'Whether a mailed link still works; it is not used up',
    auth: 'public',
    body: signIn.checkLinkRequestSchema,
    success: { status: 200, body: signIn.checkLinkResponseSchema },
    problems: [linkExpired],
  },
  {
    id: 'activate',
    method: 'post',
    path: '/user/activate',
    summary: 'Set the first password with the link of the activation mail',
    auth: 'public',
    body: signIn.activateRequestSchema,
    success: { status: 204 },
    problems: [linkExpired, weakPassword],
  },
  {
    id: 'logIn',
    method: 'post',
    path: '/user/login',
    summary: 'Open a session',
    auth: 'public',
    body: signIn.logInRequestSchema,
    success: { status: 200, body: account.accountSchema, authorization: true },
    problems: [invalidCredentials, captchaFailed],
  },
  {
    id: 'logOut',
    method: 'post',
    path: '/user/logout',
    summary: 'End this session',
    auth: 'required',
    success: { status: 204 },
  },
  {
    id: 'stepUp',
    method: 'post',
    path: '/user/step-up',
    summary: 'Prove again who asks; for 15 minutes this session may do what needs it',
    auth: 'required',
    body: signIn.stepUpRequestSchema,
    success: { status: 204 },
    problems: [invalidCredentials],
  },
  {
    id: 'getAccount',
    method: 'post',
    path: '/user/get',
    summary: 'The account of this session',
    auth: 'required',
    success: { status: 200, body: account.accountSchema, authorization: true },
  },
  {
    id: 'sendResetPasswordEmail',
    method: 'post',
    path: '/user/send-reset-password-email',
    summary: 'Ask for a reset mail; the answer is always the same',
    auth: 'public',
    body: signIn.sendResetPasswordEmailRequestSchema,
    success: { status: 202, body: signIn.emptySchema },
    problems: [captchaFailed],
  },
  {
    id: 'resetPassword',
    method: 'post',
    path: '/user/reset-password',
    summary: 'Set a new password with the link of the reset mail; every session ends',
    auth: 'public',
    body: signIn.resetPasswordRequestSchema,
    success: { status: 204 },
    problems: [linkExpired, weakPassword],
  },
  {
    id: 'scorePassword',
    method: 'post',
    path: '/user/score-password',
    summary: 'How strong a password is, while it is typed',
    auth: 'public',
    body: password.scorePasswordRequestSchema,
    success: { status: 200, body: password.scorePasswordResponseSchema },
  },
  {
    id: 'changePassword',
    method: 'post',
    path: '/user/change-password',
    summary: 'Change the password; every session ends, this one goes on with the token of the answer',
    auth: 'required',
    body: password.changePasswordRequestSchema,
    success: { status: 204 },
    problems: [invalidCredentials, weakPassword],
  },
  {
    id: 'listSessions',
    method: 'get',
    path: '/user/sessions',
    summary: 'Where the account is signed in',
    auth: 'required',
    success: { status: 200, body: sessions.sessionsResponseSchema },
  },
  {
    id: 'endSession',
    method: 'delete',
    path: '/user/sessions/:sid',
    summary: 'End one session; another than the one that asks needs a step-up',
    auth: 'required',
    params: sessions.sessionParamsSchema,
    success: { status: 204 },
    problems: [notFound, stepUpRequired],
  },
  {
    id: 'exportPersonalData',
    method: 'get',
    path: '/user/export',
    summary: 'Everything kept about the user',
    auth: 'required',
    success: { status: 200, body: personalData.exportResponseSchema },
  },
  {
    id: 'updateAccount',
    method: 'put',
    path: '/user/:id',
    summary: 'Change details of the account; what is not sent stays, another phone number needs a step-up',
    auth: 'required',
    params: account.accountParamsSchema,
    body: account.updateAccountRequestSchema,
    success: { status: 200, body: account.accountSchema },
    problems: [notFound, stepUpRequired, { status: 409, code: 'stale' }],
  },
  {
    id: 'deleteAccount',
    method: 'delete',
    path: '/user/:id',
    summary: 'Delete the account and everything kept about it',
    auth: 'required',
    params: account.accountParamsSchema,
    body: account.deleteAccountRequestSchema,
    success: { status: 204 },
    problems: [notFound, invalidCredentials],
  },
  {
    id: 'checkIn',
    method: 'get',
    path: '/10-45',
    summary: 'Ask off-piste, through piste, for a secret message',
    auth: 'optional',
    success: { status: 200, body: secretMessage.checkInResponseSchema },
  },
  {
    id: 'getMessage',
    method: 'get',
    path: '/10-45/get-message/:id',
    summary: 'The secret message, once it came',
    auth: 'optional',
    params: secretMessage.messageParamsSchema,
    success: { status: 200, body: secretMessage.messageResponseSchema },
    problems: [{ status: 404, code: 'message_not_found' }],
  },
] as const satisfies readonly Operation[];

export type OperationId = (typeof operations)[number]['id'];
