import { TerraformDataSource, TerraformResource } from '#cdktf';
import { describe, expect, it } from '@jest/globals';
import { synthesise } from '../synthesis/synthesise.ts';
import { type ExampleNetwork, exampleNetworks } from '../testing/example-networks.ts';

const names = Object.keys(exampleNetworks).filter((name): name is ExampleNetwork => name in exampleNetworks);

describe.each(names)('in an environment with the network of %s', (name) => {
  it('no two resources share an address: one would silently overwrite the other', () => {
    const addresses = [...synthesise([exampleNetworks[name]])].flatMap(([stack, { node }]) =>
      node
        .findAll()
        .filter(
          (one) =>
            TerraformResource.isTerraformResource(one) || TerraformDataSource.isTerraformDataSource(one),
        )
        .map((one) => `${stack}/${one.terraformResourceType}.${one.friendlyUniqueId}`),
    );
    expect(addresses.length).toBeGreaterThan(100);
    expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([]);
  });
});
