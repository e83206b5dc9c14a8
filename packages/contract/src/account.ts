import { z } from 'zod';
import {
  countrySchema,
  currentPasswordSchema,
  detailSchema,
  emailSchema,
  idSchema,
  localeSchema,
  timestampSchema,
} from './fields.ts';

const unknownOr = <Schema extends z.ZodType>(schema: Schema) => schema.nullable();

export const accountSchema = z
  .object({
    id: idSchema,
    email: emailSchema,
    firstName: unknownOr(z.string()),
    lastName: unknownOr(z.string()),
    phone: unknownOr(z.string()),
    addressLine1: unknownOr(z.string()),
    addressLine2: unknownOr(z.string()),
    city: unknownOr(z.string()),
    province: unknownOr(z.string()),
    postalCode: unknownOr(z.string()),
    country: unknownOr(z.string()).meta({ description: 'ISO 3166-1 alpha-2.' }),
    locale: unknownOr(z.string()),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: 'Account' });

export type Account = z.infer<typeof accountSchema>;

/** Digits and the punctuation people put between them (ITU-T E.123); linear, so no input makes it slow. */
const phonePattern = /^[+()\d\s./-]*$/;

/** Any subset. `null` or an empty text clears a detail. `updatedAt`, when sent, guards against overwriting newer details. */
export const updateAccountRequestSchema = z
  .strictObject({
    firstName: detailSchema(100).optional(),
    lastName: detailSchema(100).optional(),
    phone: detailSchema(32, phonePattern).optional(),
    addressLine1: detailSchema(200).optional(),
    addressLine2: detailSchema(200).optional(),
    city: detailSchema(100).optional(),
    province: detailSchema(100).optional(),
    postalCode: detailSchema(20).optional(),
    country: z
      .union([countrySchema, z.literal(''), z.null()])
      .transform((value) => (value === '' ? null : value))
      .optional(),
    locale: localeSchema.nullable().optional(),
    updatedAt: timestampSchema.optional(),
  })
  .meta({ id: 'UpdateAccountRequest' });

export type UpdateAccountRequest = z.infer<typeof updateAccountRequestSchema>;

export const accountParamsSchema = z.strictObject({ id: idSchema });

export const deleteAccountRequestSchema = z
  .strictObject({ password: currentPasswordSchema })
  .meta({ id: 'DeleteAccountRequest' });

export type DeleteAccountRequest = z.infer<typeof deleteAccountRequestSchema>;
