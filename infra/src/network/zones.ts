/**
 * Regions without three zones called a, b and c, and those that new accounts see there (EC2 user guide, "Availability
 * Zones"; `aws ec2 describe-availability-zones` tells an account's own).
 */
const exceptions: Readonly<Record<string, string>> = {
  'us-west-1': 'two zones only',
  'ap-northeast-1': 'the zones a, c and d',
  'ca-central-1': 'the zones a, b and d',
};

/** @returns why a network of ours cannot be laid out in a region, or undefined. */
export function zonesProblem(region: string): string | undefined {
  const found = exceptions[region];
  return found === undefined
    ? undefined
    : `${region} has ${found} for new accounts, and a network is laid out over a, b and c: take another region, or name a network of yours as existingVpc`;
}
