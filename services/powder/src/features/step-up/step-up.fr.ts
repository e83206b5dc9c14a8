import type { stepUpEn } from './step-up.en.ts';

export const stepUpFr: typeof stepUpEn = {
  title: 'Confirmez votre identité',
  text: 'Cette action concerne la sécurité de votre compte. Veuillez saisir à nouveau votre mot de passe.',
  submit: 'Confirmer',
  cancel: 'Annuler',
};
