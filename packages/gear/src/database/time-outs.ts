/**
 * What the services' sessions have for a statement, and for doing nothing within a transaction; in milliseconds.
 * They begin with every connection. A proxy in front of Postgres may refuse settings at that moment, as that of RDS does:
 * there migrations give them to the role.
 */
export const sessionTimeouts = { statement_timeout: 5_000, idle_in_transaction_session_timeout: 15_000 };
