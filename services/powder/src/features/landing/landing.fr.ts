import { product } from '@gnar/contract/product';
import type { texts as english } from './landing.en.ts';

export const texts: typeof english = {
  eyebrow: product.fullName,
  title: product.tagline.fr,
  lead: 'Une base de produit qui marche, prête à devenir la vôtre : comptes, sessions, des services qui se parlent par requête et par file, et la route vers AWS.',
  signUp: 'Créer un compte',
  logIn: 'Se connecter',
  piste: 'Piste',
  pisteText:
    'La piste damée. Inscription, activation par e-mail, connexion, mot de passe oublié, et des sessions que vous fermez d’où vous voulez.',
  gear: 'Gear',
  gearText:
    'L’équipement de chacun de vos services : requêtes, files, tâches de fond, limites, journaux et un arrêt propre.',
  powder: 'Powder',
  powderText:
    'Ces pages : deux langues, claires ou sombres, à l’aise sur un téléphone, et à repeindre à votre goût.',
};
