import type { Duplex } from 'node:stream';
import type { PoolClient, QueryConfig } from 'pg';

export interface Rows<Row> {
  rows: Row[];
  rowCount: number | null;
}

/** Sends a query to the connection that a transaction has to itself. */
export type Send = <Row extends object>(
  query: QueryConfig,
) => Promise<Rows<Row> & { readonly command: string }>;

/**
 * Where the connection is pipelined, queries of one turn of the event loop leave in one write, and Postgres is woken
 * once for them; else each waits for the answer to the one before. Either way Postgres runs them in the order in which
 * they were sent.
 */
export function queriesOf(client: PoolClient): Send {
  if (client.pipeline) {
    return (query) => {
      uncorkAfterThisTurn(client.connection.stream);
      return client.query(query);
    };
  }
  // pg would queue them by itself, but warns of it and is about to stop.
  let last: Promise<unknown> = Promise.resolve();
  return (query) => {
    const answer = last.then(() => client.query(query));
    last = answer.catch(() => undefined);
    return answer;
  };
}

function uncorkAfterThisTurn(stream: Duplex): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}
