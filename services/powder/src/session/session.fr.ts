import type { texts as english } from './session.en.ts';

export const texts: typeof english = {
  logged_out: 'Vous êtes déconnecté.',
  logged_out_here:
    'Vous êtes déconnecté dans ce navigateur. Le service n’a pas répondu : la session prendra fin d’ici 15 minutes.',
  unreachable_title: 'La remontée est à l’arrêt',
  unreachable_text:
    'Le service ne répond pas, cette page ne peut pas encore s’afficher. Vous restez connecté.',
};
