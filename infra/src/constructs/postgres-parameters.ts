import type { DbParameterGroupParameter } from '#aws/db-parameter-group';

/** Statements that take longer are written to the log, without their values. */
export const SLOW_STATEMENT_MS = 500;

/**
 * What we want of Postgres otherwise than RDS sets it, or would rather not leave to its defaults. `pending-reboot` also fits
 * parameters that can change at once, and a new instance starts with all of them.
 */
export const postgresParameters: readonly DbParameterGroupParameter[] = [
  // A connection without TLS is refused, whatever the client thinks.
  { name: 'rds.force_ssl', value: '1', applyMethod: 'pending-reboot' },
  { name: 'ssl_min_protocol_version', value: 'TLSv1.2', applyMethod: 'pending-reboot' },
  // Passwords are kept, and asked for, as SCRAM only: MD5 could be replayed by who reads the catalogue.
  { name: 'password_encryption', value: 'scram-sha-256', applyMethod: 'pending-reboot' },
  { name: 'rds.accepted_password_auth_method', value: 'scram', applyMethod: 'pending-reboot' },
  { name: 'log_min_duration_statement', value: String(SLOW_STATEMENT_MS), applyMethod: 'immediate' },
  // No log may hold an address or a token: neither the values of a slow or failed statement,
  { name: 'log_parameter_max_length', value: '0', applyMethod: 'immediate' },
  { name: 'log_parameter_max_length_on_error', value: '0', applyMethod: 'immediate' },
  // nor the DETAIL of an error (`Key (email)=(…) already exists`).
  { name: 'log_error_verbosity', value: 'terse', applyMethod: 'immediate' },
  { name: 'log_lock_waits', value: '1', applyMethod: 'immediate' },
];
