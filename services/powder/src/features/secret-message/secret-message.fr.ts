import type { texts as english } from './secret-message.en.ts';

export const texts: typeof english = {
  title: '10-45 : un mot du hors-piste',
  lead: 'Off-Piste est votre second service. Appelez-le : il répond aussitôt, et dépose un message secret dans une file pour plus tard.',
  ask: 'Appeler le hors-piste',
  askAgain: 'Appeler à nouveau',
  waiting: 'Votre message arrive dans {{seconds}} s',
  looking: 'À la recherche de votre message…',
  arrived: 'Le message secret',
  missing: 'Le message n’est pas venu. La file, ou celui qui la vide, dort peut-être.',
  look: 'Regarder encore une fois',
  problem: { message_not_found: 'Le message n’est pas encore arrivé.' },
};
