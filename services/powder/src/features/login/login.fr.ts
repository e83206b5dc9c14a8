import type { texts as english } from './login.en.ts';

export const texts: typeof english = {
  title: 'Content de vous revoir',
  lead: 'Connectez-vous pour reprendre votre trace là où vous l’aviez laissée.',
  submit: 'Se connecter',
  forgot: 'Mot de passe oublié ?',
  newHere: 'Pas encore de compte ?',
  signUp: 'Créer un compte',
  notice: {
    activated: 'Votre compte est actif. Connectez-vous avec votre nouveau mot de passe.',
    reset:
      'Votre mot de passe est changé et toutes les sessions sont closes. Connectez-vous avec le nouveau.',
    refused: 'Votre session a pris fin. Connectez-vous pour revenir là où vous étiez.',
    idle: 'Après un moment d’absence, nous avons fermé votre session. Connectez-vous pour revenir là où vous étiez.',
    other_tab: 'Vous vous êtes déconnecté dans un autre onglet.',
    returning: 'Connectez-vous pour voir cette page.',
  },
};
