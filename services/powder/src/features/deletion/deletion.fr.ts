import type { texts as english } from './deletion.en.ts';

export const texts: typeof english = {
  title: 'Supprimer votre compte',
  lead: 'Votre compte et tout ce que nous conservons à votre sujet disparaîtront aussitôt, sans retour possible.',
  open: 'Supprimer mon compte…',
  submit: 'Supprimer définitivement',
  keep: 'Garder mon compte',
  done: 'Votre compte est supprimé, avec tout ce que nous conservions à votre sujet.',
};
