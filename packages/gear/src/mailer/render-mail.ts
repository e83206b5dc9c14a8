import mustache from 'mustache';

export interface RenderMailOptions {
  /** `text` leaves values as they are, `html` (the default) escapes them. */
  format?: 'html' | 'text';
}

/** Renders a Mustache template. */
export function renderMail(
  template: string,
  view: object,
  { format = 'html' }: RenderMailOptions = {},
): string {
  if (format === 'html') return mustache.render(template, view);
  return mustache.render(template, view, {}, { escape: String });
}
