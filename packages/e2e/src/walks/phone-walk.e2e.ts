import { expect, it } from '@jest/globals';
import { becomeMember } from '../api/member.ts';
import { sidewaysScroll, smallTargets } from '../browser/touch.ts';
import { Site } from '../pages/site.ts';
import { walkedSystem } from '../system/walked-system.ts';
import { describeBrowserWalk } from './browser-walk.ts';
import { accountPages, guestPages, openPage } from './every-page.ts';

/** CSS pixels: the smallest phones, and a desktop's page at 400 % (WCAG 1.4.10). */
const NARROWEST = 320;

describeBrowserWalk('on a phone', (arrive) => {
  it.each(['en-GB', 'fr-CA'] as const)(
    'every page fits the screen, with large enough touch targets (%s)',
    async (locale) => {
      const visitor = await arrive({ walk: 'phone', device: 'phone', locale });
      const language = locale === 'fr-CA' ? 'fr' : 'en';
      const site = new Site(visitor.page, language);
      const found: Record<string, unknown> = {};
      const measure = async (path: string): Promise<void> => {
        await openPage(visitor.page, path);
        await visitor.station(`${locale}-${path.replaceAll(/\W/g, '-')}`);
        const { width = 0, height = 0 } = visitor.page.viewportSize() ?? {};
        const tooSmall = await smallTargets(visitor.page);
        const sideways = await sidewaysScroll(visitor.page);
        await visitor.page.setViewportSize({ width: NARROWEST, height });
        found[path] = { sideways, tooSmall, narrow: await sidewaysScroll(visitor.page) };
        await visitor.page.setViewportSize({ width, height });
      };
      for (const path of guestPages) await measure(path);
      await site.enter(await becomeMember(walkedSystem().addresses, language));
      for (const path of accountPages) await measure(path);
      const good = { sideways: 0, tooSmall: [], narrow: 0 };
      expect(found).toEqual(Object.fromEntries([...guestPages, ...accountPages].map((path) => [path, good])));
    },
  );
});
