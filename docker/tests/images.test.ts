import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { debianProgram } from '@gnar/lodge/debian';
import { modulesIn } from '@gnar/lodge/named-modules';
import { rehearseImages, type RehearsedImages } from '../rehearse/rehearsed-images.ts';
import { startProduct, type Product } from '../rehearse/start-product.ts';
import { describeContent } from './rehearsed/content.ts';
import { describeEdge } from './rehearsed/edge.ts';
import { describePages } from './rehearsed/pages.ts';
import { describeServices } from './rehearsed/services.ts';
import { describeStop } from './rehearsed/stop.ts';

// Compilers and installers on a machine that others use too.
jest.setTimeout(600_000);

let images: RehearsedImages;

beforeAll(async () => {
  images = await rehearseImages();
});

afterAll(async () => {
  await images.remove();
});

describe('the images, built step by step', () => describeContent(() => images));

/** `rehearsed/features/<name>.ts`, which goes with the feature. */
const features = await modulesIn<{ readonly describeFeature: (product: () => Product) => void }>(
  new URL('rehearsed/features/', import.meta.url),
);

const nginx = await debianProgram('nginx');
// The reason is the name of what is skipped.
const describeProduct = 'missing' in nginx ? describe.skip : describe;

describeProduct(`the product from its images ${'missing' in nginx ? `(${nginx.missing})` : ''}`, () => {
  let product: Product;

  beforeAll(async () => {
    if ('missing' in nginx) throw new Error(nginx.missing);
    product = await startProduct(images, nginx);
  });

  afterAll(async () => {
    await product.stop();
  });

  describe('the services', () =>
    describeServices(
      () => product,
      () => images,
    ));
  describe('the pages', () => describePages({ images: () => images, product: () => product, nginx }));
  describe('the edge', () => describeEdge(() => product));
  for (const [name, { describeFeature }] of features) {
    describe(`the feature ${name}`, () => describeFeature(() => product));
  }
  // Last, because nothing runs any more.
  describe('the stop', () => describeStop(() => product));
});
