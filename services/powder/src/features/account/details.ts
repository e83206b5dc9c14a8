import type { Account, UpdateAccountRequest } from '@gnar/contract';

/** The fields of the personal page, as texts: an unknown detail is empty. */
export type Details = {
  firstName: string;
  lastName: string;
  phone: string;
  addressLine1: string;
  addressLine2: string;
  city: string;
  province: string;
  postalCode: string;
  country: string;
};

export const detailsOf = (account: Account): Details => ({
  firstName: account.firstName ?? '',
  lastName: account.lastName ?? '',
  phone: account.phone ?? '',
  addressLine1: account.addressLine1 ?? '',
  addressLine2: account.addressLine2 ?? '',
  city: account.city ?? '',
  province: account.province ?? '',
  postalCode: account.postalCode ?? '',
  country: account.country ?? '',
});

/** What a save sends: only what was changed, and since when we know the rest, so that no newer change is overwritten. */
export interface AccountUpdate {
  id: string;
  changes: UpdateAccountRequest;
}
