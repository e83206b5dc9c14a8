import { resolve } from 'node:path';
import ReactRefreshPlugin from '@pmmmwh/react-refresh-webpack-plugin';
import CopyPlugin from 'copy-webpack-plugin';
import HtmlPlugin from 'html-webpack-plugin';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
import webpack, { type Configuration, type RuleSetRule } from 'webpack';
import { budgets } from './budgets.ts';
import { PageBudgets } from './webpack/page-budgets.ts';
import { QuietAborts } from './webpack/quiet-aborts.ts';
import { product } from '@gnar/contract/product';

const here = import.meta.dirname;
const root = resolve(here, '../..');

/** First-party code that is compiled; everything else comes compiled. */
const sources = [
  resolve(here, 'src'),
  resolve(root, 'packages/edge/src'),
  resolve(root, 'packages/contract/src'),
];

const swc = (production: boolean): RuleSetRule => ({
  loader: 'swc-loader',
  options: {
    jsc: {
      parser: { syntax: 'typescript', tsx: true },
      target: 'es2022',
      transform: { react: { runtime: 'automatic', development: !production, refresh: !production } },
      experimental: { keepImportAttributes: true },
    },
  },
});

/** A chunk of its own for a large library that only some pages want, so that no first paint waits for it. */
const ownChunk = (library: string) => ({
  test: new RegExp(`[\\\\/]node_modules[\\\\/]${library}[\\\\/]`),
  name: library,
  chunks: 'async' as const,
  enforce: true,
});

const productionPlugins = () => [
  new MiniCssExtractPlugin({ filename: 'assets/[name].[contenthash:10].css' }),
  new PageBudgets(budgets),
];

/** Builds the front end; in development for the dev server, in production into dist/. */
export default function configure(_environment: unknown, { mode }: { mode?: string } = {}): Configuration {
  const production = mode === 'production';
  return {
    mode: production ? 'production' : 'development',
    name: production ? 'powder' : 'powder-development',
    // As swc writes our own code: webpack's and the libraries' are then written, and shortened, alike.
    target: ['web', 'es2022'],
    context: here,
    entry: './src/app/main.tsx',
    output: {
      path: resolve(here, 'dist'),
      publicPath: '/',
      filename: production ? 'assets/[name].[contenthash:10].js' : 'assets/[name].js',
      chunkFilename: production ? 'assets/[name].[contenthash:10].js' : 'assets/[name].js',
      assetModuleFilename: 'assets/[name].[contenthash:10][ext]',
      clean: true,
    },
    // No eval: the Content-Security-Policy holds in development too.
    devtool: production ? 'hidden-source-map' : 'cheap-module-source-map',
    resolve: { conditionNames: ['source', '...'], extensions: ['.ts', '.tsx', '.mjs', '.js'] },
    module: {
      rules: [
        { test: /\.tsx?$/, include: sources, use: swc(production) },
        { test: /\.css$/, use: [production ? MiniCssExtractPlugin.loader : 'style-loader', 'css-loader'] },
        { test: /\.(?:avif|gif|ico|jpe?g|png|webp|woff2?)$/, type: 'asset/resource' },
        {
          test: /\.svg$/,
          sideEffects: false,
          oneOf: [
            // In style sheets, and where the loader asks for the file.
            { dependency: 'url', type: 'asset/resource' },
            { resourceQuery: /address/, type: 'asset/resource' },
            { use: resolve(here, 'webpack/svg-loader.ts') },
          ],
        },
      ],
    },
    plugins: [
      new HtmlPlugin({ product, template: './src/app/index.html', scriptLoading: 'defer' }),
      new CopyPlugin({ patterns: [{ from: 'public' }] }),
      // moment would bring every language it knows.
      new webpack.IgnorePlugin({ resourceRegExp: /^\.\/locale$/, contextRegExp: /moment$/ }),
      ...(production ? productionPlugins() : [new ReactRefreshPlugin({ overlay: false }), new QuietAborts()]),
    ],
    optimization: {
      moduleIds: 'deterministic',
      splitChunks: {
        chunks: 'all',
        cacheGroups: {
          lodash: ownChunk('lodash'),
          moment: ownChunk('moment'),
          // Libraries change less often than our pages.
          vendor: { test: /[\\/]node_modules[\\/]/, name: 'vendor', chunks: 'initial', priority: -5 },
        },
      },
    },
    cache: {
      type: 'filesystem',
      cacheDirectory: resolve(root, '.gnar/webpack'),
      buildDependencies: { config: [import.meta.filename] },
    },
    // PageBudgets looks at what pages load, not at single files.
    performance: false,
    infrastructureLogging: { level: 'error' },
    stats: production ? 'errors-warnings' : 'errors-only',
  };
}
