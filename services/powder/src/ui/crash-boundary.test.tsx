import '@testing-library/jest-dom/jest-globals';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import { CrashBoundary } from './crash-boundary.tsx';

function Page({ broken }: { broken: boolean }) {
  if (broken) throw new Error('a chunk that is gone');
  return <p>The page</p>;
}

const at = (place: string, broken: boolean) => (
  <CrashBoundary place={place} fallback={<p>Load again</p>}>
    <Page broken={broken} />
  </CrashBoundary>
);

afterEach(() => {
  cleanup();
  jest.restoreAllMocks();
});

describe('a page that fails', () => {
  it('gives its place to a way out, and the next page gets a new chance', () => {
    // React reports what a boundary caught.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { rerender } = render(at('/broken', true));
    expect(screen.getByText('Load again')).toBeVisible();
    rerender(at('/broken', false));
    expect(screen.getByText('Load again')).toBeVisible();
    rerender(at('/other', false));
    expect(screen.getByText('The page')).toBeVisible();
  });
});
