import { beforeAll, describe, expect, it } from '@jest/globals';
import { checks } from '../checks/all.ts';
import { askHealthPort, type HealthPort, measurements, probedPaths } from '../checks/measurements.ts';
import { modelProblems } from '../checks/models.ts';
import { placeOf, places } from '../checks/place.ts';
import { product } from '../checks/product.ts';
import { unknownFields } from '../checks/unknown-fields.ts';
import { overlayNames, renderedObjects } from '../rendering/overlays.ts';

const overlays = overlayNames().map((name) => ({ name, objects: renderedObjects(name) }));

describe('every overlay', () => {
  it('is described in k8s/checks/place.ts, and nothing else is', () => {
    expect(places.map(({ name }) => name).toSorted()).toEqual(overlayNames());
  });
});

describe.each(overlays)('what is applied to $name', ({ name, objects }) => {
  let health: HealthPort;
  beforeAll(async () => {
    health = await askHealthPort(probedPaths(objects, product));
  });

  it.each(Object.entries(checks))('%s', (_promise, check) => {
    expect(check(objects, placeOf(name), product)).toEqual([]);
  });

  it('has in each object what its kind asks for, each of the right type', async () => {
    expect((await Promise.all(objects.map(modelProblems))).flat()).toEqual([]);
  });

  it('is probed at paths that gear answers, and scaled by what gear measures', () => {
    expect(measurements(objects, health, product)).toEqual([]);
  });
});

describe('all objects of all overlays', () => {
  it('have no field that Kubernetes does not know', () => {
    const unique = new Map(
      overlays.flatMap(({ objects }) => objects).map((one) => [JSON.stringify(one), one]),
    );
    expect(unknownFields([...unique.values()]).flat()).toEqual([]);
  });
});
