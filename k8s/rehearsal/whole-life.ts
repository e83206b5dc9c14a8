import type { OperationId } from '@gnar/contract';
import { rehearsedFeatures } from './features.ts';
import { strongPassword, tokenFromMail } from './members.ts';
import { Person } from './person.ts';
import type { Rehearsal } from './rehearsal.ts';

const otherPassword = 'Crevasse+mousqueton-9152-bise';

/** Everything that the contract offers, from sign-up to deletion. @returns the operations that were used */
export async function liveWholeLife(rehearsal: Rehearsal, email: string): Promise<Set<OperationId>> {
  const person = new Person(rehearsal);
  await person.use('signUp', { body: { email, locale: 'en' } });
  const token = await tokenFromMail(rehearsal, email, 'activate');
  await person.use('checkLink', { body: { token, purpose: 'activate' } });
  await person.use('scorePassword', { body: { password: strongPassword } });
  await person.use('activate', { body: { token, password: strongPassword } });

  const { json: account } = await person.logIn(email, strongPassword);
  const parameter = String(account['id']);
  await person.use('getAccount');
  await person.use('updateAccount', { parameter, body: { firstName: 'Ada', city: 'Québec' } });
  await endEverySession(person);
  await person.logIn(email, strongPassword);
  await person.use('stepUp', { body: { password: strongPassword } });
  await person.renew('changePassword', {
    body: { currentPassword: strongPassword, password: otherPassword },
  });
  await person.use('exportPersonalData');
  for (const { use } of rehearsedFeatures) await use(person);
  await person.use('logOut');

  await person.use('sendResetPasswordEmail', { body: { email } });
  const resetToken = await tokenFromMail(rehearsal, email, 'reset-password');
  await person.use('resetPassword', { body: { token: resetToken, password: strongPassword } });
  await person.logIn(email, strongPassword);
  await person.use('deleteAccount', { parameter, body: { password: strongPassword } });
  person.leave();
  return person.used;
}

async function endEverySession(person: Person): Promise<void> {
  const { json } = await person.use('listSessions');
  for (const { sid } of Array.isArray(json['sessions']) ? json['sessions'] : []) {
    await person.use('endSession', { parameter: String(sid) });
  }
}
