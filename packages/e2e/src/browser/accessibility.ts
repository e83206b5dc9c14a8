import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const everything: RunOptions['runOnly'] = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};
const colours: RunOptions['runOnly'] = { type: 'rule', values: ['color-contrast'] };

/**
 * Judges the page as it is shown now with axe-core: everything about it in light, its colours once more in dark.
 *
 * @returns one line for every serious or critical violation.
 */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const inLight = await violationsOf(page, everything);
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await violationsOf(page, colours);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...inLight, ...inDark.map((violation) => `dark: ${violation}`)];
}

/** @returns one line for each: rule, element, what to do. */
async function violationsOf(page: Page, runOnly: RunOptions['runOnly']): Promise<string[]> {
  // Evaluated through the debugger: a script element would be stopped by the page's CSP.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify({ runOnly })})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${help}\n  ${html}\n  ${any[0]?.message ?? ''}`),
    );
}
