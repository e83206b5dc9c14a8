export type ReplyHeaders = Readonly<Record<string, string>>;

/** What a handler answers. */
export interface Reply {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string | Uint8Array | undefined;
  readonly headers: ReplyHeaders | undefined;
}

/** A JSON answer: the compiler knows its status and the type of its body. */
export interface JsonReply<S extends number, B> extends Reply {
  readonly status: S;
  /** For the compiler only, never set. A tuple, so that no body does not pass for an optional one. */
  readonly json?: readonly [B];
}

/** A JSON answer; without a body an empty one. A string becomes a JSON string. */
export function reply<S extends number>(status: S): JsonReply<S, undefined>;
export function reply<S extends number, B>(status: S, body: B, headers?: ReplyHeaders): JsonReply<S, B>;
export function reply<S extends number>(
  status: S,
  body?: unknown,
  headers?: ReplyHeaders,
): Reply & { status: S } {
  if (body === undefined) return { status, contentType: undefined, body: undefined, headers };
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body), headers };
}

/** A page. Gear's Content-Security-Policy allows it nothing; hand in another where it needs more. */
export function html(status: number, text: string, headers?: ReplyHeaders): Reply {
  return { status, contentType: 'text/html; charset=utf-8', body: text, headers };
}

/** Anything else. */
export function raw(
  status: number,
  contentType: string,
  body: Uint8Array | string,
  headers?: ReplyHeaders,
): Reply {
  return { status, contentType, body, headers };
}
