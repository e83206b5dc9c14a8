import { isRecord } from './is-record.ts';

/**
 * The `code` of a system error, such as ENOENT. Does not ask for `instanceof Error`: inside jest the errors
 * of Node's own modules are of another realm.
 */
export function errorCode(error: unknown): string | undefined {
  return isRecord(error) && typeof error['code'] === 'string' ? error['code'] : undefined;
}
