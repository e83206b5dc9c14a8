import { TerraformDataSource, TerraformResource } from '#cdktf';
import { describe, expect, it } from '@jest/globals';
import { synthesise } from '../synthesis/synthesise.ts';
import { type ExampleNetwork, exampleNetworks } from '../testing/example-networks.ts';

const names = Object.keys(exampleNetworks).filter((name): name is ExampleNetwork => name in exampleNetworks);

describe.each(names)('in an environment with the network of %s', (name) => {
  it('no two resources share an address: one would silently overwrite the other', () => {
    for (const stack of synthesise([exampleNetworks[name]]).values()) {
      const addresses = stack.node
        .findAll()
        .filter(
          (node) =>
            TerraformResource.isTerraformResource(node) || TerraformDataSource.isTerraformDataSource(node),
        )
        .map((resource) => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`);
      expect(addresses.length).toBeGreaterThan(0);
      expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([]);
    }
  });
});
