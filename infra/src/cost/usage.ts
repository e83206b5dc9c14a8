import type { Size } from '../sizes.ts';

export const HOURS = 730;

/** What the stacks do not say: how much a product of this size is used in a month. */
export interface Usage {
  /** GB from the product to the world. */
  readonly trafficOutGb: number;
  /** GB through NAT gateways: images, AWS's own services where there is no endpoint. */
  readonly natGb: number;
  /** GB of log lines, flow logs included. */
  readonly logGb: number;
  /** GB in each repository of images; layers that images share count once. */
  readonly imagesGb: number;
  /** GB in each bucket. */
  readonly objectsGb: number;
  /** GB from the asset bucket to browsers and mails. */
  readonly assetGb: number;
  readonly mails: number;
  /** To each queue: a poll in 20 seconds and reader, and three for each message. */
  readonly queueRequests: number;
  readonly dnsQueries: number;
}

export const usages: Readonly<Record<Size, Usage>> = {
  'free-tier': {
    trafficOutGb: 20,
    natGb: 0,
    logGb: 3,
    imagesGb: 0.3,
    objectsGb: 0.2,
    assetGb: 1,
    mails: 1_000,
    queueRequests: 150_000,
    dnsQueries: 100_000,
  },
  small: {
    trafficOutGb: 100,
    natGb: 50,
    logGb: 10,
    imagesGb: 1,
    objectsGb: 1,
    assetGb: 10,
    mails: 10_000,
    queueRequests: 500_000,
    dnsQueries: 1_000_000,
  },
  production: {
    trafficOutGb: 500,
    natGb: 100,
    logGb: 50,
    imagesGb: 2,
    objectsGb: 5,
    assetGb: 100,
    mails: 100_000,
    queueRequests: 1_000_000,
    dnsQueries: 10_000_000,
  },
};
