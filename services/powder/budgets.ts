/**
 * KiB, compressed with brotli, that a page may load before it can be used: the entry, the texts of one language, the page and
 * its feature's logic. A build that needs more fails and names this file; raise `page` when what is new is worth it. Images
 * and the files in public/ do not count.
 */
export const budgets = {
  page: 195,
  /** What single pages may load on top of that, by the name of their file. */
  more: {
    // The list of sessions tells times with moment.
    'security-page': 20,
  },
};
