import type { texts as english } from './account.en.ts';

export const texts: typeof english = {
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
  navigation: {
    label: 'Informations',
    title: 'Informations personnelles',
    text: 'Votre nom, téléphone et adresse.',
  },
};
