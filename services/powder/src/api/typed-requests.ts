import type {
  Operation,
  Operations,
  OperationsByPath,
  ReceivedBody,
  SentBody,
  SentParams,
  SentQuery,
} from '@gnar/contract';

type BodyOf<O> = O extends { readonly bodyType: 'multipart/form-data' } ? FormData : SentBody<O>;

/** A member for what is sent: none where nothing is, an optional one where all of it is optional. */
type Member<Name extends string, T> = unknown extends T
  ? unknown
  : undefined extends T
    ? unknown
    : object extends T
      ? { readonly [K in Name]?: T }
      : { readonly [K in Name]: T };

type Parameters<O> = Member<'params', SentParams<O>> & Member<'query', SentQuery<O>>;

/** An argument for options: none where there are none, an optional one where all of them are optional. */
type Options<T> = keyof T extends never ? [] : object extends T ? [options?: T] : [options: T];

type BodyThenOptions<Body, Rest extends readonly unknown[]> = undefined extends Body
  ? Rest extends []
    ? []
    : [body: undefined, ...Rest]
  : [body: Body, ...Rest];

type List<T> = T extends readonly unknown[] ? T : never;

/** What is sent to each path, and what comes back. */
type Calls<All extends Operations, M extends Operation['method']> = {
  readonly [P in keyof OperationsByPath<All, M>]: {
    readonly options: Options<
      Parameters<OperationsByPath<All, M>[P]> & Member<'body', BodyOf<OperationsByPath<All, M>[P]>>
    >;
    readonly bodyThenOptions: BodyThenOptions<
      BodyOf<OperationsByPath<All, M>[P]>,
      Options<Parameters<OperationsByPath<All, M>[P]>>
    >;
    readonly answer: ReceivedBody<OperationsByPath<All, M>[P]>;
  };
};

/** As axios has it: the body of a GET or a DELETE, which is rare, is one of the options. */
export type SendWithoutBody<All extends Operations, M extends 'get' | 'delete'> = <
  P extends keyof Calls<All, M>,
>(
  path: P,
  ...input: List<Calls<All, M>[P]['options']>
) => Promise<Calls<All, M>[P]['answer']>;

export type SendWithBody<All extends Operations, M extends 'post' | 'put' | 'patch'> = <
  P extends keyof Calls<All, M>,
>(
  path: P,
  ...input: List<Calls<All, M>[P]['bodyThenOptions']>
) => Promise<Calls<All, M>[P]['answer']>;
