import { z } from 'zod';
import { currentPasswordSchema, emailSchema, passwordSchema } from './fields.ts';

export const scorePasswordRequestSchema = z
  .strictObject({ password: z.string().max(16_384), email: emailSchema.optional() })
  .meta({ id: 'ScorePasswordRequest' });
export type ScorePasswordRequest = z.infer<typeof scorePasswordRequestSchema>;

export const scorePasswordResponseSchema = z
  .strictObject({
    score: z.number().int().min(0).max(4).meta({ description: "zxcvbn's score." }),
    pwned: z
      .boolean()
      .nullable()
      .meta({ description: 'In a breach list; null when the service did not answer.' }),
    acceptable: z.boolean().meta({ description: 'Whether the password would be taken.' }),
    warning: z.string().nullable(),
    suggestions: z.array(z.string()),
  })
  .meta({ id: 'ScorePasswordResponse' });
export type ScorePasswordResponse = z.infer<typeof scorePasswordResponseSchema>;

export const changePasswordRequestSchema = z
  .strictObject({ currentPassword: currentPasswordSchema, password: passwordSchema })
  .meta({ id: 'ChangePasswordRequest' });
export type ChangePasswordRequest = z.infer<typeof changePasswordRequestSchema>;
