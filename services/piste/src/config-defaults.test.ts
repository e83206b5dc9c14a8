import { describe, expect, it } from '@jest/globals';
import { readConfig } from '@gnar/gear/config';
import { product } from '@gnar/contract/product';
import { pisteSchema } from './config.ts';

describe('limits that are not configured', () => {
  it('are those of production', () => {
    const config = readConfig(pisteSchema, {
      GNAR_PG_ENDPOINT: 'localhost:5432',
      GNAR_PG_DATABASE: 'gnar',
      GNAR_PG_USERNAME: 'gnar',
      GNAR_PG_PASSWORD: 'secret',
      GNAR_REDIS_ENDPOINT: 'localhost:6379',
      GNAR_JWT_SECRET_KEY: 'Zb1q-7fTr9_xKw3LmN0pQe5sUvYh2JdG',
      GNAR_EMAIL_HOST: 'https://app.example.com',
      GNAR_EMAIL_SENDER: 'hello@example.com',
      GNAR_SES_REGION_NAME: 'us-east-1',
      GNAR_SQS_REGION_NAME: 'us-east-1',
    });
    expect(config).toMatchObject({
      emailSender: `"${product.fullName}" <hello@example.com>`,
      emailProjectName: product.fullName,
      mailsPerAddressPerHour: 5,
      mailSpreadSeconds: 1,
      linkLifetimeMinutes: 60,
      recaptchaMinScore: 0.5,
      signUpsPerTenMinutes: 30,
      logInsPerTenMinutes: 100,
      resetMailsPerTenMinutes: 30,
      linkUsesPerTenMinutes: 60,
      requestsWithoutCaptchaPerTenMinutes: 5,
      auditRetentionDays: 365,
      pendingAccountRetentionDays: 30,
    });
  });
});
