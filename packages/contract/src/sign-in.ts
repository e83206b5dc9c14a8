import { z } from 'zod';
import {
  captchaSchema,
  currentPasswordSchema,
  emailSchema,
  linkTokenSchema,
  localeSchema,
  passwordSchema,
} from './fields.ts';

/** The answer to everything whose outcome only the owner of the mailbox may learn. */
export const emptySchema = z.strictObject({}).meta({ id: 'Empty' });
export type Empty = z.infer<typeof emptySchema>;

export const signUpRequestSchema = z
  .strictObject({ email: emailSchema, locale: localeSchema.optional(), captcha: captchaSchema.optional() })
  .meta({ id: 'SignUpRequest' });
export type SignUpRequest = z.infer<typeof signUpRequestSchema>;

export const linkPurposes = ['activate', 'reset', 'change-email'] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

export const checkLinkRequestSchema = z
  .strictObject({ token: linkTokenSchema, purpose: z.enum(linkPurposes) })
  .meta({ id: 'CheckLinkRequest' });
export type CheckLinkRequest = z.infer<typeof checkLinkRequestSchema>;

export const checkLinkResponseSchema = z
  .strictObject({ email: emailSchema })
  .meta({ id: 'CheckLinkResponse' });
export type CheckLinkResponse = z.infer<typeof checkLinkResponseSchema>;

export const activateRequestSchema = z
  .strictObject({ token: linkTokenSchema, password: passwordSchema })
  .meta({ id: 'ActivateRequest' });
export type ActivateRequest = z.infer<typeof activateRequestSchema>;

export const logInRequestSchema = z
  .strictObject({ email: emailSchema, password: currentPasswordSchema, captcha: captchaSchema.optional() })
  .meta({ id: 'LogInRequest' });
export type LogInRequest = z.infer<typeof logInRequestSchema>;

/** Proof, inside a session, that its owner is still the one who uses it. */
export const stepUpRequestSchema = z
  .strictObject({ password: currentPasswordSchema })
  .meta({ id: 'StepUpRequest' });
export type StepUpRequest = z.infer<typeof stepUpRequestSchema>;

export const sendResetPasswordEmailRequestSchema = z
  .strictObject({ email: emailSchema, captcha: captchaSchema.optional() })
  .meta({ id: 'SendResetPasswordEmailRequest' });
export type SendResetPasswordEmailRequest = z.infer<typeof sendResetPasswordEmailRequestSchema>;

export const resetPasswordRequestSchema = z
  .strictObject({ token: linkTokenSchema, password: passwordSchema })
  .meta({ id: 'ResetPasswordRequest' });
export type ResetPasswordRequest = z.infer<typeof resetPasswordRequestSchema>;
