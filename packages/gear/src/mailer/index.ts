export type { Email, Mailer } from './mailer.ts';
export { renderEmail, type RenderEmailOptions } from './render-email.ts';
