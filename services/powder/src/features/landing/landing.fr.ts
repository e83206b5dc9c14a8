import { product } from '@gnar/contract/product';
import type { texts as english } from './landing.en.ts';

export const texts: typeof english = {
  eyebrow: product.fullName,
  title: product.tagline.fr,
  lead: 'Une base de produit qui marche, prête à devenir la vôtre : comptes, sessions, deux services qui se parlent par requête et par file, et la route vers AWS.',
  signUp: 'Créer un compte',
  logIn: 'Se connecter',
  piste: 'Piste',
  pisteText:
    'La piste damée. Inscription, activation par e-mail, connexion, mot de passe oublié, et des sessions que vous fermez d’où vous voulez.',
  offPiste: 'Off-Piste',
  offPisteText:
    'Le second service, joint par requête et par file. Une fois connecté, demandez-lui un message secret.',
  powder: 'Powder',
  powderText:
    'Ces pages : deux langues, claires ou sombres, à l’aise sur un téléphone, et à repeindre à votre goût.',
};
