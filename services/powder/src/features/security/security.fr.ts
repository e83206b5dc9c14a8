import type { texts as english } from './security.en.ts';

export const texts: typeof english = {
  title: 'Sécurité',
  lead: 'Votre mot de passe et vos sessions ouvertes.',
  logOutTitle: 'Déconnexion',
  logOutLead: 'Ferme la session sur cet appareil.',
  logOut: 'Se déconnecter',
  navigation: {
    label: 'Sécurité',
    title: 'Sécurité',
    text: 'Votre mot de passe et vos sessions ouvertes.',
  },
};
