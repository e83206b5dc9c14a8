import type { texts as english } from './signup.en.ts';

export const texts: typeof english = {
  title: 'Créez votre compte',
  lead: 'Votre e-mail suffit pour commencer. Vous choisirez un mot de passe grâce au lien que nous vous enverrons.',
  submit: 'Envoyez-moi le lien',
  known: 'Vous avez déjà un compte ?',
  logIn: 'Se connecter',
  checkMail: {
    title: 'Consultez vos e-mails',
    lead: 'Nous avons envoyé un message à {{email}}. Ouvrez le lien qu’il contient pour choisir votre mot de passe. Il fonctionne une seule fois, pendant une heure.',
    leadUnknown:
      'Nous vous avons envoyé un message. Ouvrez le lien qu’il contient pour choisir votre mot de passe.',
    nothing: 'Rien reçu ? Regardez dans les indésirables, ou demandez un nouvel envoi.',
    again: 'Envoyer à nouveau',
    againIn: 'Envoyer à nouveau dans {{seconds}} s',
    sentAgain: 'Envoyé. Seul le lien le plus récent fonctionne.',
    other: 'Utiliser une autre adresse',
  },
};
