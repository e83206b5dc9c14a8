import { product } from '@gnar/contract/product';

export const texts = {
  eyebrow: product.fullName,
  title: product.tagline.en,
  lead: 'A working product shell, ready to make your own: accounts, sessions, services that talk by request and by queue, and the road to AWS.',
  signUp: 'Create your account',
  logIn: 'Log in',
  piste: 'Piste',
  pisteText:
    'The groomed run. Sign-up, activation by mail, login, password reset and sessions you can end from anywhere.',
  gear: 'Gear',
  gearText:
    'What every service of yours puts on: requests, queues, background jobs, limits, logs and a clean stop.',
  powder: 'Powder',
  powderText: 'These pages: two languages, light and dark, at home on a phone, and yours to repaint.',
};
