/** @jest-environment node */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import webpack, { type Configuration, type Stats } from 'webpack';
import { PageBudgets } from '../webpack/page-budgets.ts';
import svgLoader from '../webpack/svg-loader.ts';
import configure from '../webpack.config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnar-webpack-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Bundles files by the rules of the product's configuration. */
async function bundle(files: Record<string, string>, extra: Configuration = {}): Promise<Stats> {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const { module, output } = configure(undefined, { mode: 'production' });
  const compiler = webpack({
    mode: 'production',
    context: folder,
    entry: './main.js',
    // The compiler of TypeScript looks at our own folders only.
    ...(module && { module }),
    output: { ...output, path: join(folder, 'dist') },
    optimization: { minimize: false },
    externals: { 'react/jsx-runtime': 'var { jsx: (type, props) => ({ type, props }) }' },
    ...extra,
  });
  const stats = await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  if (!stats) throw new Error('webpack gave no result');
  return stats;
}

const complaints = (stats: Stats) => stats.compilation.errors.map(({ message }) => message);
const assets = () => readdirSync(join(folder, 'dist/assets'));

describe('files that are not code', () => {
  it.each(['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'svg', 'woff2'])(
    'an imported .%s is the address of a file named by its content',
    async (ending) => {
      const stats = await bundle({
        [`picture.${ending}`]: '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        'main.js': `import address from './picture.${ending}'; globalThis.shown = address;`,
      });
      expect(complaints(stats)).toEqual([]);
      expect(assets()).toContainEqual(
        expect.stringMatching(new RegExp(`^picture\\.[0-9a-f]{10}\\.${ending}$`)),
      );
    },
  );

  it('the drawing of an imported .svg is a component, and its file is left out when only that is used', async () => {
    const stats = await bundle({
      'logo.svg': '<?xml version="1.0"?>\n<svg viewBox="0 0 1 1" stroke-width="2"><path d="M0 0"/></svg>',
      'main.js': "import { Svg } from './logo.svg'; globalThis.drawn = Svg({ width: 24 });",
    });
    expect(complaints(stats)).toEqual([]);
    const code = readFileSync(
      join(
        folder,
        'dist/assets',
        assets().find((name) => name.endsWith('.js'))!,
      ),
      'utf8',
    );
    const browser: { drawn?: unknown } = {};
    runInNewContext(code, browser);
    expect(JSON.parse(JSON.stringify(browser.drawn))).toEqual({
      type: 'svg',
      props: {
        viewBox: '0 0 1 1',
        strokeWidth: '2',
        width: 24,
        dangerouslySetInnerHTML: { __html: '<path d="M0 0"/>' },
      },
    });
    expect(assets().filter((name) => name.endsWith('.svg'))).toEqual([]);
  });

  it('a .svg without a drawing fails by its name', () => {
    expect(() => svgLoader.call({ resourcePath: '/somewhere/empty.svg' }, '<html></html>')).toThrow(
      'empty.svg',
    );
  });
});

describe('the budget of a page', () => {
  /** 20 KiB that cannot be compressed further than that. */
  const heavy = randomBytes(20 * 1024).toString('base64');
  const files = {
    'main.js': "import { page } from './trips/feature.ts'; globalThis.page = page;",
    'trips/feature.ts': "export const page = () => import('./trips-page.tsx');",
    'trips/trips-page.tsx': "import heavy from 'heavy-library'; globalThis.shown = heavy;",
    'node_modules/heavy-library/index.js': `export default ${JSON.stringify(heavy)};`,
  };
  const withBudget = (budgets: ConstructorParameters<typeof PageBudgets>[0]): Configuration => ({
    plugins: [new PageBudgets(budgets)],
  });

  it('names the page, its weight, the file with the setting and what is heavy', async () => {
    const stats = await bundle(files, withBudget({ page: 5, more: {} }));
    expect(complaints(stats)).toEqual([
      expect.stringMatching(
        /^trips-page weighs \d+\.\d KiB compressed, its budget in services\/powder\/budgets\.ts is 5\. .*heavy-library \d+/,
      ),
    ]);
  });

  it('is raised by one number, for all pages or for one', async () => {
    expect(complaints(await bundle(files, withBudget({ page: 100, more: {} })))).toEqual([]);
    expect(complaints(await bundle(files, withBudget({ page: 5, more: { 'trips-page': 95 } })))).toEqual([]);
  });

  it('counts neither images nor what other pages load', async () => {
    const stats = await bundle(
      {
        ...files,
        'trips/trips-page.tsx': "import photo from './photo.png'; globalThis.shown = photo;",
        'trips/photo.png': heavy,
        'other.js': `globalThis.other = ${JSON.stringify(heavy)};`,
        'main.js':
          "import { page } from './trips/feature.ts'; globalThis.page = page; globalThis.later = () => import('./other.js');",
      },
      withBudget({ page: 5, more: {} }),
    );
    expect(complaints(stats)).toEqual([]);
  });
});
