import type { Credentials } from '../lodge/lodge.types.ts';

/** The database services use, and the one people connect to. */
export const DATABASE = 'gnar';

export interface PostgresCredentials {
  superuser: Credentials;
  owner: Credentials;
  service: Credentials;
}

/** The settings of the keeper of Postgres. */
export interface PostgresSettings {
  folder: string;
  port: number;
  credentials: PostgresCredentials;
  /** False for data that may be lost: faster, and safe against everything but a crash of the machine. */
  durable: boolean;
}
