/** What a person reads and looks for, in the languages of the product. Nothing here is imported from the front end. */
export const words = {
  en: {
    logIn: /^log in$/i,
    logOut: /^log out$/i,
    signUp: /create (an|your) account|sign up|get started/i,
    forgot: /forgot your password/i,
    tryAgain: /try again/i,
    next: /^next/i,
    back: /^back/i,
  },
  fr: {
    logIn: /^se connecter$/i,
    logOut: /^se déconnecter$/i,
    signUp: /créer un compte/i,
    forgot: /mot de passe oublié/i,
    tryAgain: /réessayer/i,
    next: /^suivant/i,
    back: /^(retour|précédent)/i,
  },
} as const;

export type Language = keyof typeof words;
