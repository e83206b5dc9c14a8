import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { MailDomain, type MailDomainProps } from './mail-domain.ts';

const made = (props: Partial<MailDomainProps> = {}) =>
  synthesisedConstruct(
    (stack) =>
      new MailDomain(stack, 'mail', {
        domain: 'example.com',
        zoneId: 'Z123',
        region: 'eu-west-1',
        configurationSetName: 'gnar-test-mail',
        reportsTo: 'operations@snow.test',
        ...props,
      }),
  );
const record = (id: string, props: Partial<MailDomainProps> = {}) =>
  made(props).one('aws_route53_record', id).arguments;
const token = (position: number) =>
  `\${element(aws_sesv2_email_identity.mail.dkim_signing_attributes[0].tokens, ${position})}`;

describe('a domain that sends mail', () => {
  it('signs with keys of 2048 bits that SES renews', () => {
    expect(made().one('aws_sesv2_email_identity').arguments).toMatchObject({
      email_identity: 'example.com',
      dkim_signing_attributes: { next_signing_key_length: 'RSA_2048_BIT' },
    });
  });

  it.each([
    ['dkim-first', 0],
    ['dkim-second', 1],
    ['dkim-third', 2],
  ])('publishes the key %s', (id, position) => {
    expect(record(id)).toMatchObject({
      zone_id: 'Z123',
      name: `${token(position)}._domainkey.example.com`,
      type: 'CNAME',
      records: [`${token(position)}.dkim.amazonses.com`],
    });
  });

  it('finds its keys in the zone of the region where SES has one', () => {
    expect(record('dkim-first', { region: 'eu-south-1' })['records']).toEqual([
      `${token(0)}.dkim.eu-south-1.amazonses.com`,
    ]);
  });

  it('sends from an envelope of its own, whose bounces SES receives', () => {
    expect(made().one('aws_sesv2_email_identity_mail_from_attributes').arguments).toMatchObject({
      email_identity: '${aws_sesv2_email_identity.mail.email_identity}',
      mail_from_domain: 'mail.example.com',
    });
    expect(record('mail-from-mx')).toMatchObject({
      name: 'mail.example.com',
      type: 'MX',
      records: ['10 feedback-smtp.eu-west-1.amazonses.com'],
    });
  });

  it('says that SES may send in its envelope’s name (SPF)', () => {
    expect(record('mail-from-spf')).toMatchObject({
      name: 'mail.example.com',
      type: 'TXT',
      records: ['v=spf1 include:amazonses.com ~all'],
    });
  });

  it('asks receivers to put forged mail aside, and to report it (DMARC)', () => {
    expect(record('dmarc')).toMatchObject({
      name: '_dmarc.example.com',
      type: 'TXT',
      records: ['v=DMARC1; p=quarantine; rua=mailto:operations@snow.test'],
    });
  });

  it('can ask for more, and escapes what would end the address of the reports', () => {
    expect(record('dmarc', { forged: 'reject', reportsTo: 'a!b,c;d@example.com' })['records']).toEqual([
      'v=DMARC1; p=reject; rua=mailto:a%21b%2Cc%3Bd@example.com',
    ]);
  });

  it('sends over TLS or not at all', () => {
    expect(made().one('aws_sesv2_configuration_set').arguments['delivery_options']).toEqual({
      tls_policy: 'REQUIRE',
    });
  });

  it('sends nothing more to who bounced or complained, whatever sends', () => {
    const reasons = { suppressed_reasons: ['BOUNCE', 'COMPLAINT'] };
    expect(made().one('aws_sesv2_configuration_set').arguments['suppression_options']).toEqual(reasons);
    expect(made().one('aws_sesv2_account_suppression_attributes').arguments).toMatchObject(reasons);
  });

  it('measures its reputation and tracks no recipient', () => {
    const set = made().one('aws_sesv2_configuration_set').arguments;
    expect(set['reputation_options']).toEqual({ reputation_metrics_enabled: true });
    expect(set).not.toHaveProperty('tracking_options');
    expect(set).not.toHaveProperty('vdm_options');
  });

  it('puts mails that name no configuration set through its own', () => {
    expect(made().one('aws_sesv2_email_identity').arguments['configuration_set_name']).toBe(
      '${aws_sesv2_configuration_set.mail.configuration_set_name}',
    );
  });
});
