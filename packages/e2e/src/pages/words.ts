import { product } from '@gnar/contract/product';

/** What a person reads and looks for, in the languages of the product; written down again rather than taken from the front end, except
 * for what product.ts says. */
export const words = {
  en: {
    landing: product.tagline.en,
    createAccount: 'Create your account',
    checkMail: 'Check your mail',
    choosePassword: 'Choose your password',
    chooseNewPassword: 'Choose a new password',
    strongEnough: 'Strong enough',
    welcomeBack: 'Welcome back',
    activated: /account is active/i,
    forgot: 'Forgot your password?',
    newLink: 'Get a new link',
    linkExpired: 'This link no longer works',
    home: /^Good to see you/,
    personal: 'Personal details',
    preferences: 'Preferences',
    security: 'Security',
    next: 'Next',
    back: 'Back',
    logOut: 'Log out',
    tryAgain: 'Try again',
    close: 'Close',
    notFound: 'You are off the map',
    wayHome: 'Back to the start',
    endSession: /^End session/,
  },
  fr: {
    landing: product.tagline.fr,
    createAccount: 'Créez votre compte',
    checkMail: 'Consultez vos e-mails',
    choosePassword: 'Choisissez votre mot de passe',
    chooseNewPassword: 'Choisissez un nouveau mot de passe',
    strongEnough: 'Assez solide',
    welcomeBack: 'Content de vous revoir',
    activated: /compte est actif/i,
    forgot: 'Mot de passe oublié ?',
    newLink: 'Obtenir un nouveau lien',
    linkExpired: 'Ce lien ne fonctionne plus',
    home: /^Ravis de vous voir/,
    personal: 'Informations personnelles',
    preferences: 'Préférences',
    security: 'Sécurité',
    next: 'Suivant',
    back: 'Retour',
    logOut: 'Se déconnecter',
    tryAgain: 'Réessayer',
    close: 'Fermer',
    notFound: 'Vous êtes hors carte',
    wayHome: 'Retour au départ',
    endSession: /^Fermer la session/,
  },
} as const;

export type Language = keyof typeof words;
export type Words = (typeof words)[Language];
