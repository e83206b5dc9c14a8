import type { Account, UpdateAccountRequest } from '@gnar/contract';
import mapValues from 'lodash/mapValues.js';
import pick from 'lodash/pick.js';

const fields = [
  'firstName',
  'lastName',
  'phone',
  'addressLine1',
  'addressLine2',
  'city',
  'province',
  'postalCode',
  'country',
] as const;

/** The fields of the personal page, as texts: an unknown detail is empty. */
export type Details = Record<(typeof fields)[number], string>;

export const detailsOf = (account: Account): Details =>
  mapValues(pick(account, fields), (detail) => detail ?? '');

/** What a save sends: only what was changed, and since when we know the rest, so that no newer change is overwritten. */
export interface AccountUpdate {
  id: string;
  changes: UpdateAccountRequest;
}
