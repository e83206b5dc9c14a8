import { product } from '@gnar/contract/product';

export const texts = {
  eyebrow: product.fullName,
  title: product.tagline.en,
  lead: 'A working product shell, ready to make your own: accounts, sessions, two services that talk by request and by queue, and the road to AWS.',
  signUp: 'Create your account',
  logIn: 'Log in',
  piste: 'Piste',
  pisteText:
    'The groomed run. Sign-up, activation by mail, login, password reset and sessions you can end from anywhere.',
  offPiste: 'Off-Piste',
  offPisteText:
    'The second service, reached by request and by queue. Ask it for a secret message once you are in.',
  powder: 'Powder',
  powderText: 'These pages: two languages, light and dark, at home on a phone, and yours to repaint.',
};
