import { Fn, Token } from '#cdktf';
import { Route53Record } from '#aws/route53-record';
import { Sesv2AccountSuppressionAttributes } from '#aws/sesv2-account-suppression-attributes';
import { Sesv2ConfigurationSet } from '#aws/sesv2-configuration-set';
import { Sesv2EmailIdentity } from '#aws/sesv2-email-identity';
import { Sesv2EmailIdentityMailFromAttributes } from '#aws/sesv2-email-identity-mail-from-attributes';
import { Construct } from 'constructs';

export interface MailDomainProps {
  /** Behind the @ of the sender: `example.com`. */
  readonly domain: string;
  /** The domain's zone in Route 53, which gets the records. */
  readonly zoneId: string;
  /** Where SES sends from. */
  readonly region: string;
  /** Name of the configuration set, at most 64 characters. */
  readonly configurationSetName: string;
  /**
   * Gets the daily reports of mail servers about who sends in the domain's name (DMARC `rua`). An address of another domain gets
   * them only if that domain agrees, by a TXT record `<domain>._report._dmarc` with `v=DMARC1` (RFC 7489, 7.1).
   */
  readonly reportsTo: string;
  /**
   * What receivers shall do with mail that only pretends to be ours (RFC 7489, 6.3 `p`). Default `quarantine`, the spam folder;
   * `reject` when a month of reports shows nothing of one's own in it.
   */
  readonly forged?: 'none' | 'quarantine' | 'reject';
}

const RECORD_SECONDS = 600;
const suppressed = ['BOUNCE', 'COMPLAINT'];

/**
 * Regions where Easy DKIM's keys are published in a zone of the region's own; all others share `dkim.amazonses.com`
 * (docs.aws.amazon.com/general/latest/gr/ses.html#ses_dkim_domains).
 */
const regionsWithOwnDkimZone = new Set([
  'af-south-1',
  'ap-northeast-3',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'il-central-1',
  'me-central-1',
  'us-gov-east-1',
]);

/**
 * The right to send as `…@domain`, and every record with which receivers check it: DKIM (signed by us), SPF by a MAIL FROM
 * domain of our own (RFC 7208 checks the envelope, not the header), and DMARC, which asks that one of them fits the sender.
 *
 * Mail leaves over TLS or not at all; recipients are not tracked; an address that bounced or complained gets nothing more.
 */
export class MailDomain extends Construct {
  /** What a role needs to name to send: the identity, and the configuration set that its mails go through. */
  readonly senderArns: readonly string[];
  readonly configurationSetArn: string;
  readonly configurationSetName: string;
  readonly domain: string;

  constructor(scope: Construct, id: string, props: MailDomainProps) {
    super(scope, id);
    const configuration = this.configurationSet(props.configurationSetName);
    const identity = new Sesv2EmailIdentity(this, 'identity', {
      emailIdentity: props.domain,
      // Mails that name no configuration set go through this one: the services need not know of it.
      configurationSetName: configuration.configurationSetName,
      dkimSigningAttributes: { nextSigningKeyLength: 'RSA_2048_BIT' },
    });
    identity.overrideLogicalId('mail');
    this.dkimRecords(props, identity);
    this.mailFrom(props, identity);
    this.record('dmarc', props, '_dmarc', 'TXT', dmarc(props));
    // Of the whole account: for mails of other programs that use no configuration set.
    const suppression = new Sesv2AccountSuppressionAttributes(this, 'suppression', {
      suppressedReasons: suppressed,
    });
    suppression.overrideLogicalId('mail');

    this.senderArns = [identity.arn, configuration.arn];
    this.configurationSetArn = configuration.arn;
    this.configurationSetName = configuration.configurationSetName;
    this.domain = identity.emailIdentity;
  }

  private configurationSet(configurationSetName: string): Sesv2ConfigurationSet {
    const set = new Sesv2ConfigurationSet(this, 'configuration', {
      configurationSetName,
      deliveryOptions: { tlsPolicy: 'REQUIRE' },
      reputationOptions: { reputationMetricsEnabled: true },
      sendingOptions: { sendingEnabled: true },
      suppressionOptions: { suppressedReasons: suppressed },
      // No trackingOptions: opens and clicks are people's own business, and links keep the domain that they name.
    });
    set.overrideLogicalId('mail');
    return set;
  }

  private dkimRecords(props: MailDomainProps, identity: Sesv2EmailIdentity): void {
    const zone = regionsWithOwnDkimZone.has(props.region)
      ? `dkim.${props.region}.amazonses.com`
      : 'dkim.amazonses.com';
    // SES gives three, so that it can change its keys without us.
    for (const [which, position] of [
      ['first', 0],
      ['second', 1],
      ['third', 2],
    ] as const) {
      const token = Token.asString(Fn.element(identity.dkimSigningAttributes.tokens, position));
      this.record(`dkim-${which}`, props, `${token}._domainkey`, 'CNAME', `${token}.${zone}`);
    }
  }

  private mailFrom(props: MailDomainProps, identity: Sesv2EmailIdentity): void {
    new Sesv2EmailIdentityMailFromAttributes(this, 'mail-from', {
      emailIdentity: identity.emailIdentity,
      mailFromDomain: `mail.${props.domain}`,
      // A record that is lost must not stop people's mails: DKIM still vouches for them.
      behaviorOnMxFailure: 'USE_DEFAULT_VALUE',
    }).overrideLogicalId('mail');
    this.record('mail-from-mx', props, 'mail', 'MX', `10 feedback-smtp.${props.region}.amazonses.com`);
    this.record('mail-from-spf', props, 'mail', 'TXT', 'v=spf1 include:amazonses.com ~all');
  }

  private record(
    id: string,
    { domain, zoneId }: MailDomainProps,
    name: string,
    type: string,
    value: string,
  ): void {
    new Route53Record(this, id, {
      zoneId,
      name: `${name}.${domain}`,
      type,
      ttl: RECORD_SECONDS,
      records: [value],
    }).overrideLogicalId(id);
  }
}

/** A `,` or `!` in the address would end it (RFC 7489, 6.2), a `;` the tag. */
function dmarc({ forged = 'quarantine', reportsTo }: MailDomainProps): string {
  const address = reportsTo.replace(/[,!;%]/g, (character) =>
    encodeURIComponent(character).replace('!', '%21'),
  );
  return `v=DMARC1; p=${forged}; rua=mailto:${address}`;
}
