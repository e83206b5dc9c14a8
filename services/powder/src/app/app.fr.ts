import type { texts as english } from './app.en.ts';

export const texts: typeof english = {
  skip: 'Aller au contenu',
  home: '{{product}}, accueil',
  logIn: 'Se connecter',
  logOut: 'Se déconnecter',
  account: 'Votre compte',
  nav: 'Principale',
  steps: 'Votre compte, étape par étape',
  done: 'Terminer',
  notFoundTitle: 'Vous êtes hors carte',
  notFound: 'Il n’y a pas de page à cette adresse. Elle a peut-être changé, ou le lien contient une faute.',
  wayHome: 'Retour au départ',
  crashTitle: 'Petite chute',
  crash: 'Cette page n’a pas pu être affichée. La recharger suffit en général.',
  reload: 'Recharger',
  givenUp: 'Une partie de cette page ne fonctionne plus. Veuillez la recharger.',
};
