import { rootCertificates } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { connectionTls } from './connection-tls.ts';

describe('the encryption of a connection to Postgres', () => {
  it('is off only where it is switched off', () => {
    expect(connectionTls(false, 'localhost')).toBe(false);
    expect(connectionTls(true, 'postgres.example.com')).toBe(true);
  });

  it("trusts Amazon's authorities, beside the usual ones, for a database of RDS", () => {
    const tls = connectionTls(true, 'gnar.abc123.eu-west-1.rds.amazonaws.com');

    const trusted = typeof tls === 'object' && Array.isArray(tls.ca) ? tls.ca.map(String) : [];
    const subjects = trusted.map((pem) => new X509Certificate(pem).subject);
    expect(subjects.some((subject) => subject.includes('Amazon RDS eu-west-1 Root CA RSA2048 G1'))).toBe(
      true,
    );
    expect(trusted).toEqual(expect.arrayContaining([...rootCertificates]));
  });

  it('never stops asking who the server is', () => {
    expect(connectionTls(true, 'gnar.abc123.eu-west-1.rds.amazonaws.com')).not.toHaveProperty(
      'rejectUnauthorized',
    );
  });
});
