import type { Clock } from '@gnar/gear/clock';
import type { Config } from '@gnar/gear/config';
import type { Feature } from '../../feature.ts';
import { securityContactRoutes } from './security-contact.routes.ts';
import type { securityContactSettings } from './security-contact.settings.ts';

interface Parts {
  readonly clock: Clock;
  readonly emailLanguages: readonly string[];
  readonly config: Config<typeof securityContactSettings> & {
    readonly emailHost: string;
    readonly emailSender: string;
  };
}

export const securityContact = ({ clock, config, emailLanguages }: Parts): Feature => ({
  blueprint: securityContactRoutes({
    clock,
    origin: config.emailHost,
    contact: config.securityContact,
    emailSender: config.emailSender,
    languages: emailLanguages,
  }),
});
