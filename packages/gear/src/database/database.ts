import { Pool, type QueryConfig } from 'pg';
import type { DatabaseConfig } from '../config/gear-schema.ts';
import { parseHostPort } from '../config/env.ts';
import { isConnectionFailure } from '../errors/connection-failure.ts';
import { UnavailableError } from '../errors/errors.ts';
import type { Logger } from '../logging/logger.ts';
import type { PoolLoad } from '../metrics/metrics.ts';
import { connectionTls } from './connection-tls.ts';
import { isAftermath, isContention, retryOnContention } from './contention.ts';
import type { SpanOptions } from '../tracing/span.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { sessionTimeouts } from './time-outs.ts';
import { queriesOf, type Rows, type Send } from './transaction-queries.ts';

/** SQL with $1, $2 … for values; with a name it is prepared once per connection (cheaper when it runs often). */
export type Query = string | { readonly name: string; readonly text: string };
export type QueryValues = readonly unknown[];

/** What can run a query: the database itself or a transaction. */
export interface Queryable {
  /** The first row, undefined when there is none. */
  one<Row extends object>(query: Query, values?: QueryValues): Promise<Row | undefined>;
  all<Row extends object>(query: Query, values?: QueryValues): Promise<Row[]>;
  /** How many rows it touched. */
  run(query: Query, values?: QueryValues): Promise<number>;
}

export interface Transaction extends Queryable {
  /** Runs after the commit and before transaction() resolves; what it throws is logged, the commit stands. */
  afterCommit(hook: Hook): void;
}

type Hook = () => Promise<void> | void;

interface DatabaseOptions {
  config: DatabaseConfig;
  /** Shown by pg_stat_activity. */
  applicationName: string;
  log: Logger;
  tracing: Tracing;
}

const connectTimeoutMs = 2_000;
const idleConnectionMs = 30_000;

/** Postgres behind a pool with limits and time-outs. A server that is gone is an UnavailableError, never a hang. */
export class Database implements Queryable {
  /** How many connections there can be at once. */
  readonly maxConnections: number;
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #tracing: Tracing;

  constructor({ config, applicationName, log, tracing }: DatabaseOptions) {
    const address = parseHostPort(config.pgEndpoint);
    this.#log = log;
    this.#tracing = tracing;
    this.maxConnections = config.pgPoolMax;
    this.#pool = new Pool({
      host: address?.host,
      port: address?.port,
      database: config.pgDatabase,
      user: config.pgUsername,
      password: config.pgPassword,
      ssl: connectionTls(config.pgTls, address?.host),
      max: this.maxConnections,
      application_name: applicationName,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: idleConnectionMs,
      ...(config.pgDirectEndpoint === undefined ? sessionTimeouts : {}),
      // A little longer than the server's own limit: for a server that does not answer at all.
      query_timeout: sessionTimeouts.statement_timeout + 1_000,
      keepAlive: true,
      // A proxy between us and Postgres, such as that of RDS, promises nothing about queries that do not wait their turn.
      pipeline: config.pgDirectEndpoint === undefined,
    });
    // A connection that dies between two queries of a transaction has no query to tell; the next one fails with it.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    // An idle connection that dies is replaced by the pool; without a listener it would end the process.
    this.#pool.on('error', (error) => log.warn({ err: error }, 'an idle Postgres connection was lost'));
  }

  async one<Row extends object>(query: Query, values?: QueryValues): Promise<Row | undefined> {
    const { rows } = await this.#query<Row>(query, values);
    return rows[0];
  }

  async all<Row extends object>(query: Query, values?: QueryValues): Promise<Row[]> {
    const { rows } = await this.#query<Row>(query, values);
    return rows;
  }

  async run(query: Query, values?: QueryValues): Promise<number> {
    const { rowCount } = await this.#query(query, values);
    return rowCount ?? 0;
  }

  /**
   * Runs the work in one transaction: commits when it resolves, rolls back when it throws. After a deadlock or a
   * serialisation failure the whole work runs again, up to four times in all: what it does outside the transaction
   * must bear a repetition, or wait for `afterCommit`. What it asks first leaves together with the BEGIN, and so do
   * queries that it asks at once (`Promise.all`): they share one way to Postgres and back. When one of them fails, those
   * behind it do nothing and fail with the same error.
   *
   * @throws what the work throws; UnavailableError when Postgres is gone or other transactions stand in the way.
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const onRetry = (error: unknown, attempt: number) =>
      this.#log.debug({ err: error, attempt }, 'a transaction is run again');
    const { result, hooks } = await retryOnContention(() => this.#attempt(work), onRetry).catch(unavailable);
    for (const hook of hooks) await this.#runHook(hook);
    return result;
  }

  async #attempt<T>(work: (transaction: Transaction) => Promise<T>): Promise<{ result: T; hooks: Hook[] }> {
    const client = await this.#pool.connect().catch(gone);
    const send = queriesOf(client);
    const begun = send({ text: 'BEGIN' });
    const open: OpenTransaction = { send, begun, hooks: [], failure: undefined, isOver: false };
    let result: T;
    try {
      // A pipelined connection is Postgres' own: there a BEGIN fails with its connection, and so does what follows it.
      if (client.pipeline) open.begun.catch(() => undefined);
      else await open.begun;
      result = await work(transactionOn(open, this.#tracing));
      open.isOver = true;
      const { command } = await send({ text: 'COMMIT' });
      // So Postgres answers a COMMIT after a query that failed.
      if (command === 'ROLLBACK') {
        throw new Error(
          'The transaction was rolled back: a query of it failed, and its error was not passed on.',
        );
      }
    } catch (error) {
      open.isOver = true;
      // A connection whose rollback fails is broken: the pool throws it away.
      await send({ text: 'ROLLBACK' }).then(
        () => client.release(),
        () => client.release(true),
      );
      throw error;
    }
    client.release();
    return { result, hooks: open.hooks };
  }

  /** What the pool's connections do at this moment. */
  get load(): PoolLoad {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  /** Whether Postgres answers. */
  async ping(): Promise<void> {
    await this.run('select 1');
  }

  /** Waits for queries in hand, then closes every connection. */
  async close(): Promise<void> {
    await this.#pool.end();
  }

  #query<Row extends object>(query: Query, values: QueryValues = []): Promise<Rows<Row>> {
    const ask = () => this.#pool.query<Row>(queryConfig(query, values));
    // A statement by itself leaves nothing behind when Postgres rolls it back.
    return this.#tracing.span(spanOf(query), () => retryOnContention(ask)).catch(unavailable);
  }

  async #runHook(hook: Hook): Promise<void> {
    try {
      await hook();
    } catch (error) {
      this.#log.error({ err: error }, 'a hook after a commit failed');
    }
  }
}

interface OpenTransaction {
  readonly send: Send;
  readonly begun: Promise<unknown>;
  readonly hooks: Hook[];
  /** Of the first query that failed: all that follow fail with it. */
  failure: unknown;
  /** Its connection may be another's by now. */
  isOver: boolean;
}

function transactionOn(open: OpenTransaction, tracing: Tracing): Transaction {
  const query = async <Row extends object>(text: Query, values: QueryValues = []): Promise<Rows<Row>> => {
    if (open.isOver) throw new Error('The transaction is over: await its queries before its work resolves.');
    try {
      const [rows] = await tracing.span(spanOf(text), () =>
        Promise.all([open.send<Row>(queryConfig(text, values)), open.begun]),
      );
      return rows;
    } catch (error) {
      open.failure ??= error;
      return gone(isAftermath(error) ? open.failure : error);
    }
  };
  return {
    one: async <Row extends object>(text: Query, values?: QueryValues) =>
      (await query<Row>(text, values)).rows[0],
    all: async <Row extends object>(text: Query, values?: QueryValues) =>
      (await query<Row>(text, values)).rows,
    run: async (text, values) => (await query(text, values)).rowCount ?? 0,
    afterCommit: (hook) => open.hooks.push(hook),
  };
}

const ofPostgres = { 'db.system.name': 'postgresql' };

// The name alone: a text may hold more than its $1, $2 … say.
function spanOf(query: Query): SpanOptions {
  const name = typeof query === 'string' ? 'query' : query.name;
  return { name, kind: 'client', attributes: ofPostgres };
}

function queryConfig(query: Query, values: QueryValues): QueryConfig {
  if (typeof query === 'string') return { text: query, values: [...values] };
  return { name: query.name, text: query.text, values: [...values] };
}

function gone(error: unknown): never {
  if (isConnectionFailure(error)) throw new UnavailableError('The database does not answer.', 5, error);
  throw error;
}

function unavailable(error: unknown): never {
  if (isContention(error)) throw new UnavailableError('Too much happens to this at once.', 1, error);
  return gone(error);
}
