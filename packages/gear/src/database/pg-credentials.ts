export interface PgCredentials {
  readonly username: string;
  readonly password: string;
}
