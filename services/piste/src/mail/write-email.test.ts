import { product } from '@gnar/contract/product';
import { describe, expect, it } from '@jest/globals';
import { emailTexts } from './languages.ts';
import { emailKinds } from './email.types.ts';
import { writeEmail, type EmailRequest, type EmailSettings } from './write-email.ts';

const settings: EmailSettings = {
  texts: emailTexts,
  projectName: 'Gnar & Söhne <b>',
  logoUrl: undefined,
  linkLifetimeMinutes: 60,
};

const request: EmailRequest = {
  kind: 'activate',
  locale: 'en',
  url: 'https://app.example.com/activate#token',
  happenedAt: new Date('2026-11-20T10:05:00Z'),
};

const everyEmail = emailKinds.flatMap((kind) => Object.keys(emailTexts).map((locale) => ({ kind, locale })));

describe.each(everyEmail)('the email "$kind" in "$locale"', ({ kind, locale }) => {
  const otherUrl = 'https://app.example.com/forgot-password';
  const { subject, html, text } = writeEmail(settings, { ...request, kind, locale, otherUrl });

  it('has its link as a button, in letters and in the plain text', () => {
    expect(html.split(`href="${request.url}"`).length).toBeGreaterThanOrEqual(3);
    expect(html).toContain(`>${request.url}</a>`);
    expect(html).toContain('<v:roundrect');
    expect(text).toContain(request.url);
  });

  it('is in its language, fit for phones and dark rooms', () => {
    expect(html).toContain(`<html lang="${locale}"`);
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
  });

  it('has the colours of the product and no others', () => {
    const { light, dark } = product.colours;
    const known = new Set([...Object.values(light), ...Object.values(dark)]);
    const used = html.match(/#[0-9a-f]{6}\b/gi) ?? [];
    expect(used).toContain(light.primary);
    expect(used).toContain(dark.background);
    expect(used.filter((colour) => !known.has(colour))).toEqual([]);
  });

  it('leaves no gap, and escapes in the page what it does not escape in the text', () => {
    expect(subject).not.toBe('');
    expect(`${subject}${html}${text}`).not.toMatch(/undefined|\[object|\{\{/);
    expect(html).toContain('Gnar &amp; Söhne &lt;b&gt;');
    expect(html).not.toContain('<b>');
    expect(text).toContain('Gnar & Söhne <b>');
    expect(text).not.toMatch(/&(amp|lt|#\w+);/);
  });
});

describe('an email', () => {
  it('says the same in no two languages', () => {
    const subjects = everyEmail.map((email) => writeEmail(settings, { ...request, ...email }).subject);
    expect(new Set(subjects).size).toBe(everyEmail.length);
  });

  it.each([
    ['fr', 60, '1 heure'],
    ['fr-CA', 90, '90 minutes'],
    ['en', 120, '2 hours'],
    ['pt-BR', 30, '30 minutes'],
    [null, 60, '1 hour'],
    [undefined, 60, '1 hour'],
  ])('to %p says that its link lasts %p minutes as "%s"', (locale, linkLifetimeMinutes, spelt) => {
    const { text } = writeEmail({ ...settings, linkLifetimeMinutes }, { ...request, locale });
    expect(text.replaceAll('\u00a0', ' ')).toContain(spelt);
  });

  it.each([
    ['en', /November 20, 2026 at 10:05\sAM UTC/],
    ['fr', /20 novembre 2026 à 10:05 UTC/],
  ])('in %p says when a password was changed', (locale, time) => {
    expect(writeEmail(settings, { ...request, kind: 'password-changed', locale }).text).toMatch(time);
  });

  it('shows the logo where there is one, and the name for who does not load it', () => {
    const logoUrl = 'https://cdn.example.com/logo.png?a=1&b=2';
    const withLogo = writeEmail({ ...settings, logoUrl }, request).html;
    expect(withLogo).toMatch(
      /<img src="https:\S+logo\.png\?a&#x3D;1&amp;b&#x3D;2" alt="Gnar &amp; Söhne &lt;b&gt;"/,
    );
    expect(writeEmail(settings, request).html).not.toContain('<img');
  });

  it('offers the second way only where there is one', () => {
    expect(writeEmail(settings, { ...request, kind: 'already-active' }).text).not.toContain('Forgotten');
    const otherUrl = 'https://app.example.com/forgot-password';
    const offered = writeEmail(settings, { ...request, kind: 'already-active', otherUrl });
    expect(offered.html).toContain(`href="${otherUrl}"`);
    expect(offered.text).toContain(otherUrl);
  });
});
