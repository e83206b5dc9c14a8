export type { Mail, Mailer } from './mailer.ts';
export { renderMail, type RenderMailOptions } from './render-mail.ts';
