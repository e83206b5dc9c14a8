/** A session that has not ended. */
export interface Session {
  readonly userId: string;
  readonly sid: string;
  /** When it ends however much it is used. */
  readonly expiresAt: Date;
}
