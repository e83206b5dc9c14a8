import mustache from 'mustache';

export interface RenderEmailOptions {
  /** `text` leaves values as they are, `html` (the default) escapes them. */
  format?: 'html' | 'text';
}

/** Renders a Mustache template. */
export function renderEmail(
  template: string,
  view: object,
  { format = 'html' }: RenderEmailOptions = {},
): string {
  if (format === 'html') return mustache.render(template, view);
  return mustache.render(template, view, {}, { escape: String });
}
