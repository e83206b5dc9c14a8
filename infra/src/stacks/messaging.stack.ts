import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { MailDomain } from '../constructs/mail-domain.ts';
import { MailFeedback } from '../constructs/mail-feedback.ts';
import { Queue } from '../constructs/queue.ts';
import { senderAddress } from '../constructs/sender-address.ts';
import { appHost } from '../naming.ts';
import { GnarStack } from './gnar-stack.ts';

export interface MessagingStackProps {
  readonly keyArn: string;
  readonly zoneId: string;
}

/** The queue between the services, and the right to send mail. */
export class MessagingStack extends GnarStack {
  /** First the services' queue, then what becomes of mails; dead letters are no part of it. */
  readonly queueArns: readonly string[];
  /** In the order of `queueArns`. */
  readonly queueNames: readonly string[];
  /** In the order of `queueArns`. */
  readonly deadLetterQueueNames: readonly string[];
  /** What a role names to send mail: first the domain's identity, then the configuration set. */
  readonly identityArns: readonly string[];
  readonly configurationSetName: string;

  constructor(scope: Construct, environment: Environment, { keyArn, zoneId }: MessagingStackProps) {
    super(scope, 'messaging', environment);
    const { domain, region, alarmEmail } = environment;
    const { accountId } = new DataAwsCallerIdentity(this, 'account');
    const work = new Queue(this, 'work', { name: `${this.prefix}-queue`, keyArn });
    const mail = new MailDomain(this, 'mail', {
      domain,
      zoneId,
      region,
      configurationSetName: `${this.prefix}-mail`,
      reportsTo: alarmEmail,
    });
    const feedback = new MailFeedback(this, 'mail-feedback', {
      name: `${this.prefix}-mail-feedback`,
      keyArn,
      accountId,
      configurationSetName: mail.configurationSetName,
      configurationSetArn: mail.configurationSetArn,
      domain: mail.domain,
    });

    const queues = [work, feedback.queue];
    this.queueArns = queues.map(({ arn }) => arn);
    this.queueNames = queues.map(({ name }) => name);
    this.deadLetterQueueNames = queues.map(({ deadLetterName }) => deadLetterName);
    this.identityArns = mail.senderArns;
    this.configurationSetName = mail.configurationSetName;
    this.publishNames(work);
  }

  private publishNames(work: Queue): void {
    const { domain, region, productName } = this.environment;
    this.publish('SQS_REGION_NAME', region);
    this.publish('SQS_QUEUE_NAME', work.name);
    this.publish('SES_REGION_NAME', region);
    this.publish('SES_CONFIGURATION_SET', this.configurationSetName);
    this.publish('EMAIL_SENDER', senderAddress(productName, `hello@${domain}`));
    this.publish('EMAIL_HOST', `https://${appHost(this.environment)}`);
    this.publish('EMAIL_PROJECT_NAME', productName);
  }
}
