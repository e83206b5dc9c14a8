import type { texts as english } from './step-up.en.ts';

export const texts: typeof english = {
  title: 'Confirmez votre identité',
  text: 'Cette action concerne la sécurité de votre compte. Veuillez saisir à nouveau votre mot de passe.',
  submit: 'Confirmer',
  cancel: 'Annuler',
};
