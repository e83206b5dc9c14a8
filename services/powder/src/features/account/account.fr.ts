import type { accountEn } from './account.en.ts';

export const accountFr: typeof accountEn = {
  personal: {
    title: 'Informations personnelles',
    lead: 'Tout est facultatif ici, et reste entre nous.',
    who: 'À propos de vous',
    where: 'Adresse',
    submit: 'Enregistrer',
    saved: 'Vos informations sont enregistrées.',
    unsaved: 'Pas encore enregistré',
    reload: 'Charger les dernières informations et garder ma saisie',
    noCountry: 'Choisissez un pays',
    noProvince: 'Choisissez',
    provinceHint: 'Choisissez d’abord un pays : ses régions apparaîtront ici.',
  },
  overview: {
    greeting: 'Ravis de vous voir, {{name}}',
    greetingUnknown: 'Ravis de vous voir',
    lead: 'Vous êtes connecté en tant que {{email}}.',
    personal: 'Informations personnelles',
    personalText: 'Votre nom, téléphone et adresse.',
    preferences: 'Préférences',
    preferencesText: 'Langue et thème.',
    security: 'Sécurité',
    securityText: 'Votre mot de passe et vos sessions ouvertes.',
  },
};
