import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { markdownTable } from './markdown-table.ts';
import { writeResults } from './results-page.ts';

const asPrettierWrites = (text: string) => format(text, { parser: 'markdown', printWidth: 110 });

/** Of what programs measure, that which Markdown could take for something else. */
const rows = [
  ['promise', 'measured', 'n'],
  ['26', 'PUT /user/:id __proto__ 200; __proto__ and *one* more', '1'],
  ['8', 'a|b `c|d`, <b> [x](y) \\ é ’ 204 ×25, 401 → x ≥ y', '1536'],
  ['', 'seven answers\n≠\nthe others', ''],
];

describe('a table of results', () => {
  it('is padded as Prettier pads it, for any content', async () => {
    const table = markdownTable(rows, ['left', 'left', 'right']);
    expect(`${table}\n`).toBe(await asPrettierWrites(table));
  });

  it('has a line for each row, also where a measurement has several', () => {
    expect(markdownTable(rows).split('\n')).toHaveLength(rows.length + 1);
  });

  it('aligns numbers to the right', () => {
    expect(
      markdownTable(
        [
          ['what', 'number'],
          ['kills', '7'],
        ],
        ['left', 'right'],
      ),
    ).toBe(['| what  | number |', '| ----- | -----: |', '| kills |      7 |'].join('\n'));
  });
});

describe('the results of a page', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gnar-results-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const placeIn = async (text: string) => {
    const page = join(folder, 'page.md');
    await writeFile(page, text);
    return { page, begin: '<!-- results of two -->', end: '<!-- end -->' };
  };

  it('replace the previous results behind their own mark and leave the page formatted', async () => {
    const place = await placeIn(
      [
        '# Results',
        '<!-- results of one -->\n\nold one\n\n<!-- end -->',
        '<!-- results of two -->\n\nold two\n\n<!-- end -->',
        'After.\n',
      ].join('\n\n'),
    );
    await writeResults(place, 'A machine, a day.', markdownTable(rows));
    const written = await readFile(place.page, 'utf8');
    expect(written).toBe(await asPrettierWrites(written));
    expect(written).toContain('old one');
    expect(written).not.toContain('old two');
    expect(written).toContain(`<!-- results of two -->\n\nA machine, a day.\n\n| promise |`);
    expect(written.endsWith('After.\n')).toBe(true);
  });

  it('are refused when the page has no mark for them, and nothing is written', async () => {
    const place = await placeIn('<!-- end -->\n\n<!-- results of two -->\n');
    await expect(writeResults(place, 'new')).rejects.toThrow(/has no place for results: <!-- results of two/);
    expect(await readFile(place.page, 'utf8')).not.toContain('new');
  });
});
