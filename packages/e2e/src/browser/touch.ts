import type { Page } from 'playwright-core';

/** Apple's and Google's guidelines; WCAG 2.5.5 (AAA) asks for the same. CSS pixels. */
const SMALLEST_TARGET = 44;

/** @returns how many CSS pixels of the page, or of links in a row, are out of sight; 0 when nothing scrolls sideways. */
export async function sidewaysScroll(page: Page): Promise<number> {
  const { content, hidden } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    hidden: [...document.querySelectorAll('nav')].map((row) => row.scrollWidth - row.clientWidth),
  }));
  // Not window.innerWidth: a phone zooms out to show all of a page that is too wide, and then says that it fits.
  const { width = 0 } = page.viewportSize() ?? {};
  return Math.max(0, content - width, ...hidden);
}

/** @returns a line for every visible control that is too small for a finger; links within a sentence are exempt. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((smallest) => {
    const controls = document.querySelectorAll<HTMLElement>(
      'a[href], button, input:not([type=hidden]), select, textarea, [role=button], [role=tab], [role=menuitem]',
    );
    const isWithinSentence = (control: HTMLElement): boolean =>
      control.tagName === 'A' &&
      getComputedStyle(control).display === 'inline' &&
      control.parentElement?.textContent.trim() !== control.textContent.trim();
    const isHidden = (box: DOMRect): boolean =>
      box.width <= 1 || box.height <= 1 || box.bottom <= 0 || box.right <= 0;
    return [...controls].flatMap((control) => {
      if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: false })) return [];
      // A tap on the frame around a text field reaches the field, a tap on a label its box.
      const target = control.matches('input, select, textarea')
        ? (control.closest('label') ?? control.parentElement ?? control)
        : control;
      const box = target.getBoundingClientRect();
      if (isHidden(box) || isWithinSentence(control)) return [];
      if (Math.min(box.width, box.height) >= smallest - 0.5) return [];
      const name = control.getAttribute('aria-label') ?? control.getAttribute('name') ?? control.textContent;
      return [
        `${control.tagName.toLowerCase()} “${name.trim()}” ${Math.round(box.width)}×${Math.round(box.height)}`,
      ];
    });
  }, SMALLEST_TARGET);
}
