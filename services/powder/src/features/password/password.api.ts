import type {
  ActivateRequest,
  ChangePasswordRequest,
  CheckLinkRequest,
  ResetPasswordRequest,
  ScorePasswordRequest,
  SendResetPasswordEmailRequest,
} from '@gnar/contract';
import type { ApiClient } from '../../api/client.ts';

type Client = Pick<ApiClient, 'post'>;

/** Whether a mailed link still works; asking does not use it up. */
export const checkLink = (client: Client, input: CheckLinkRequest) => client.post('/user/check-link', input);

export const activate = (client: Client, input: ActivateRequest) => client.post('/user/activate', input);

export const resetPassword = (client: Client, input: ResetPasswordRequest) =>
  client.post('/user/reset-password', input);

export const sendResetMail = (client: Client, input: SendResetPasswordEmailRequest) =>
  client.post('/user/send-reset-password-email', input);

export const scorePassword = (client: Client, input: ScorePasswordRequest) =>
  client.post('/user/score-password', input);

export const changePassword = (client: Pick<ApiClient, 'replacingSession'>, input: ChangePasswordRequest) =>
  client.replacingSession().post('/user/change-password', input);
