import type { Account } from '@gnar/contract';
import type { User } from './user.types.ts';

/** A user as the API shows them. Fields are named one by one: what is added to a user stays inside until it is listed. */
export function toAccountResponse(user: User): Account {
  return {
    id: user.id,
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    phone: user.phone,
    addressLine1: user.addressLine1,
    addressLine2: user.addressLine2,
    city: user.city,
    province: user.province,
    postalCode: user.postalCode,
    country: user.country,
    locale: user.locale,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
  };
}
