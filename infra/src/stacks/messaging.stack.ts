import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { MailDomain } from '../constructs/mail-domain.ts';
import { MailFeedback } from '../constructs/mail-feedback.ts';
import { Queue } from '../constructs/queue.ts';
import { appHost, queueNameOf, senderOf } from '../naming.ts';
import { GnarStack } from './gnar-stack.ts';

export interface MessagingStackProps {
  readonly keyArn: string;
  readonly zoneId: string;
}

/** The queue that the first version had keeps its address in Terraform's state, and its alarms their names. */
const FIRST = { name: 'gnar-queue', id: 'work', word: 'product' };

/** The queues between the services, and the permission to send email. */
export class MessagingStack extends GnarStack {
  /** The services' queues, by their names in services.ts. */
  readonly queueArns: Readonly<Record<string, string>>;
  /** Names of the services' queues, by a word that never changes for each. */
  readonly queueNames: Readonly<Record<string, string>>;
  /** Likewise, and that of what became of emails. */
  readonly deadLetterQueueNames: Readonly<Record<string, string>>;
  /** What a role names to send mail: first the domain's identity, then the configuration set. */
  readonly identityArns: readonly string[];
  readonly configurationSetName: string;

  constructor(scope: Construct, environment: Environment, { keyArn, zoneId }: MessagingStackProps) {
    super(scope, 'messaging', environment);
    const { domain, region, alarmEmail } = environment;
    const { accountId } = new DataAwsCallerIdentity(this, 'account');
    const queues = environment.manifest.queues.map(({ name, setting }) => {
      const word = name.replace(/^gnar-/, '');
      const { id, word: known } = name === FIRST.name ? FIRST : { id: `queue-${word}`, word };
      const queue = new Queue(this, id, { name: queueNameOf(environment, name), keyArn });
      this.publishSetting(setting, queue.name);
      return { name, word: known, queue };
    });
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

    this.queueArns = Object.fromEntries(queues.map(({ name, queue }) => [name, queue.arn]));
    this.queueNames = Object.fromEntries(queues.map(({ word, queue }) => [word, queue.name]));
    this.deadLetterQueueNames = {
      ...Object.fromEntries(queues.map(({ word, queue }) => [word, queue.deadLetterName])),
      'mail-events': feedback.queue.deadLetterName,
    };
    this.identityArns = mail.senderArns;
    this.configurationSetName = mail.configurationSetName;
    this.publishNames();
  }

  private publishNames(): void {
    const { region } = this.environment;
    this.publish('SQS_REGION_NAME', region);
    this.publish('SES_REGION_NAME', region);
    this.publish('SES_CONFIGURATION_SET', this.configurationSetName);
    this.publish('EMAIL_SENDER', senderOf(this.environment));
    this.publish('EMAIL_HOST', `https://${appHost(this.environment)}`);
  }
}
