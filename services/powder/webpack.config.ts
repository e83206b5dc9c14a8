import { resolve } from 'node:path';
import CopyPlugin from 'copy-webpack-plugin';
import HtmlPlugin from 'html-webpack-plugin';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
import webpack, { type Configuration } from 'webpack';
import { product } from '@gnar/contract/product';

const here = import.meta.dirname;
const root = resolve(here, '../..');

/** First-party code that is compiled; everything else comes compiled. */
const sources = [
  resolve(here, 'src'),
  resolve(root, 'packages/edge/src'),
  resolve(root, 'packages/contract/src'),
];

const swc = (production: boolean) => ({
  loader: 'swc-loader',
  options: {
    jsc: {
      parser: { syntax: 'typescript', tsx: true },
      target: 'es2022',
      transform: { react: { runtime: 'automatic', development: !production } },
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
        { test: /\.woff2$/, type: 'asset/resource' },
      ],
    },
    plugins: [
      new HtmlPlugin({ product, template: './src/app/index.html', scriptLoading: 'defer' }),
      new CopyPlugin({ patterns: [{ from: 'public' }] }),
      // moment would bring every language it knows.
      new webpack.IgnorePlugin({ resourceRegExp: /^\.\/locale$/, contextRegExp: /moment$/ }),
      ...(production ? [new MiniCssExtractPlugin({ filename: 'assets/[name].[contenthash:10].css' })] : []),
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
    performance: production
      ? { hints: 'error', maxEntrypointSize: 620_000, maxAssetSize: 575_000 }
      : { hints: false },
    infrastructureLogging: { level: 'error' },
    stats: production ? 'errors-warnings' : 'errors-only',
  };
}
