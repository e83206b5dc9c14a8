import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { HostedZone } from '../constructs/hosted-zone.ts';
import { appHost } from '../naming.ts';
import { GnarStack } from './gnar-stack.ts';

/** Any one of these lets ACM issue (its user guide, "CAA record"); two of them survive the renaming of one. */
const amazon = ['amazon.com', 'amazontrust.com'];

/** The domain's zone. The domain has to be delegated to its name servers once, at the registrar or in the parent's zone. */
export class DnsStack extends GnarStack {
  readonly zoneId: string;

  constructor(scope: Construct, environment: Environment) {
    super(scope, 'dns', environment);
    const { domain, features, alarmEmail } = environment;
    const zone = new HostedZone(this, 'public', {
      domain,
      // Without a load balancer the cluster itself holds the certificate of `app`, and cert-manager gets it from Let's Encrypt.
      certificateAuthorities: features.loadBalancer === 'none' ? [...amazon, 'letsencrypt.org'] : amazon,
      reportTo: alarmEmail,
    });
    this.zoneId = zone.zoneId;
    this.publish('NAME_SERVERS', zone.nameServers);
    this.publish('APP_HOST', appHost(environment));
  }
}
