import { advice } from './advice.fr.ts';
import type { texts as english } from './password.en.ts';

export const texts: typeof english = {
  advice,
  strength: {
    label: 'Solidité du mot de passe',
    rule: 'Au moins 8 caractères, sans espace, difficile à deviner. Quelques mots sans rapport conviennent bien.',
    unknown:
      'La solidité ne peut pas être vérifiée pour le moment. Vous pouvez tout de même envoyer le mot de passe.',
    pwned: 'Ce mot de passe figure dans une fuite de données.',
    acceptable: 'Assez solide',
    common: 'Trop courant, ou trop proche de votre e-mail',
    score_0: 'Très facile à deviner',
    score_1: 'Facile à deviner',
    score_2: 'En bonne voie',
    score_3: 'Presque',
  },
  activate: {
    title: 'Choisissez votre mot de passe',
    lead: 'Encore un pas, et votre compte est prêt.',
    submit: 'Activer mon compte',
    missing: 'Veuillez ouvrir cette page avec le lien de votre e-mail d’activation.',
  },
  reset: {
    title: 'Choisissez un nouveau mot de passe',
    lead: 'Toutes vos sessions prendront fin, et vous vous connecterez avec le nouveau.',
    submit: 'Changer mon mot de passe',
    missing: 'Veuillez ouvrir cette page avec le lien de votre e-mail.',
  },
  link: {
    expiredTitle: 'Ce lien ne fonctionne plus',
    expired:
      'Il a expiré, a déjà servi, ou un plus récent a été envoyé. Un nouveau lien est à portée de clic.',
    missingTitle: 'Il manque un lien',
    unreachableTitle: 'Le lien n’a pas pu être vérifié',
    checking: 'Vérification de votre lien',
    again: 'Obtenir un nouveau lien',
  },
  forgot: {
    title: 'Mot de passe oublié ?',
    lead: 'Indiquez votre e-mail, et nous vous enverrons un lien pour en choisir un nouveau.',
    submit: 'Envoyez-moi le lien',
    back: 'Retour à la connexion',
    sentTitle: 'Consultez vos e-mails',
    sent: 'Si {{email}} a un compte ici, un lien pour choisir un nouveau mot de passe est en route. Il fonctionne une seule fois, pendant une heure.',
    again: 'Utiliser une autre adresse',
  },
  change: {
    title: 'Mot de passe',
    lead: 'Vos autres sessions prendront fin ; celle-ci reste ouverte.',
    submit: 'Changer le mot de passe',
    done: 'Votre mot de passe est changé. Vos autres sessions ont pris fin.',
  },
};
