import type { Ipv4Block } from '../network/ipv4-block.ts';
import type { PortSet } from './port-set.ts';

/** What a route leads to; `peer` is every other network: peering, transit, VPN. */
export type Way = 'internet gateway' | 'NAT gateway' | 'peer';

export interface RouteModel {
  readonly block: Ipv4Block;
  readonly way: Way;
}

/** A rule of an access list; the list is in the order in which AWS asks. */
export interface AclRule {
  readonly block: Ipv4Block;
  readonly ports: PortSet;
  readonly allow: boolean;
}

export interface SubnetModel {
  /** `private-a` */
  readonly name: string;
  /** `private` */
  readonly tier: string;
  readonly block: Ipv4Block;
  readonly givesPublicAddresses: boolean;
  readonly routes: readonly RouteModel[];
  readonly hasS3Endpoint: boolean;
  readonly ingress: readonly AclRule[];
  readonly egress: readonly AclRule[];
}

/** One rule of a security group; exactly one of the peers. */
export interface GroupRule {
  readonly ports: PortSet;
  readonly block?: Ipv4Block;
  /** Name of the group, or its id where it is not ours. */
  readonly group?: string;
  /** The addresses of S3. */
  readonly s3?: true;
}

export interface GroupModel {
  readonly name: string;
  readonly ingress: readonly GroupRule[];
  readonly egress: readonly GroupRule[];
}

export interface NetworkModel {
  readonly block: Ipv4Block;
  readonly subnets: readonly SubnetModel[];
  readonly groups: readonly GroupModel[];
}
