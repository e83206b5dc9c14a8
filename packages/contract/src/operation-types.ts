import type { z } from 'zod';
import type { Operation, Operations } from './operation.ts';

/** The operations of a method, by path. */
export type OperationsByPath<All extends Operations, M extends Operation['method']> = {
  readonly [Id in keyof All as All[Id] extends { readonly method: M } ? All[Id]['path'] : never]: All[Id];
};

/** The body that a client sends. */
export type SentBody<O> = O extends { readonly body: infer Schema extends z.ZodType }
  ? z.input<Schema>
  : undefined;

/** The body that a client receives. */
export type ReceivedBody<O> = O extends {
  readonly success: { readonly body: infer Schema extends z.ZodType };
}
  ? z.output<Schema>
  : undefined;

/** The parameters of the path that a client sends; `unknown` where the path has none. */
export type SentParams<O> = O extends { readonly params: infer Schema extends z.ZodType }
  ? z.input<Schema>
  : unknown;

/** The query that a client sends; `unknown` where there is none. */
export type SentQuery<O> = O extends { readonly query: infer Schema extends z.ZodType }
  ? z.input<Schema>
  : unknown;
