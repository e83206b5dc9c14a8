export type ReplyHeaders = Readonly<Record<string, string>>;

/** What a handler answers. */
export interface Reply {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string | Uint8Array | undefined;
  readonly headers: ReplyHeaders | undefined;
}

/** A JSON answer; without a body an empty one. A string becomes a JSON string. */
export function reply(status: number, body?: unknown, headers?: ReplyHeaders): Reply {
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
