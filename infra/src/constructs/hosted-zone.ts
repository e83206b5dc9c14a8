import { Fn } from '#cdktf';
import { Route53Record } from '#aws/route53-record';
import { Route53Zone } from '#aws/route53-zone';
import { Construct } from 'constructs';

export interface HostedZoneProps {
  /** The zone's own name, such as `example.com`. */
  readonly domain: string;
  /** Domains of the only authorities that may issue certificates for anything below (CAA, RFC 8659). */
  readonly certificateAuthorities: readonly string[];
  /** Gets the reports of authorities that refused a request. */
  readonly reportTo: string;
}

/**
 * The public zone of a domain. It cannot be destroyed by accident: a new one has other name servers, and the domain would
 * have to be delegated again.
 *
 * Queries are not logged: it would cost half a dollar for each gigabyte, keep addresses of people's resolvers in us-east-1, and
 * answer no question that we have. Nor is the zone signed (DNSSEC): it needs a record at the parent, which only the registrar's
 * customer can set, and a mistake there takes the domain off the air for a day.
 */
export class HostedZone extends Construct {
  readonly zoneId: string;
  /** The four to which the domain is delegated, joined by commas. */
  readonly nameServers: string;

  constructor(scope: Construct, id: string, props: HostedZoneProps) {
    super(scope, id);
    const zone = new Route53Zone(this, 'zone', {
      name: props.domain,
      comment: 'Managed by Terraform: changes by hand are undone',
      lifecycle: { preventDestroy: true },
    });
    this.zoneId = zone.zoneId;
    this.nameServers = Fn.join(',', zone.nameServers);
    new Route53Record(this, 'authorities', {
      zoneId: zone.zoneId,
      name: props.domain,
      type: 'CAA',
      ttl: 3600,
      records: [
        ...props.certificateAuthorities.map((authority) => `0 issue "${authority}"`),
        // One certificate that is good for every name is worth stealing, and we need none.
        '0 issuewild ";"',
        `0 iodef "mailto:${props.reportTo}"`,
      ],
    });
  }
}
