import '@testing-library/jest-dom/jest-globals';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRoot, type Root } from 'react-dom/client';
import { MemoryRouter } from 'react-router';
import { product } from '@gnar/contract/product';
import { PageTitle } from './page-title.tsx';

let root: Root;

beforeEach(() => {
  document.title = 'the page before';
  root = createRoot(document.body.appendChild(document.createElement('div')));
});
afterEach(() => {
  root.unmount();
  document.body.replaceChildren();
});

/** Shows the title as browsers do, without `act`, which would also run what comes later. Resolves as soon as it is seen. */
function show(key: string): Promise<HTMLElement> {
  root.render(
    <MemoryRouter initialEntries={[{ pathname: '/', key }]}>
      <PageTitle>Welcome back</PageTitle>
    </MemoryRouter>,
  );
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const heading = document.querySelector('h1');
      if (heading === null) return;
      observer.disconnect();
      resolve(heading);
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}

describe('the title of a page', () => {
  it('names the tab and has the focus at the moment it can be seen', async () => {
    const heading = await show('reached from another page');
    expect(document.title).toBe(`Welcome back · ${product.name}`);
    expect(heading).toHaveFocus();
  });

  it('leaves the focus where the browser put it on a page that was loaded', async () => {
    const heading = await show('default');
    expect(document.title).toBe(`Welcome back · ${product.name}`);
    expect(heading).not.toHaveFocus();
  });
});
