import type { Attack, Stage } from '../attack/attack.ts';
import { missingHeaders, tellBare } from './header-rules.ts';
import { sendRaw, type RawAnswer } from './raw.ts';

/** A name that only a smuggled request has: an answer that repeats it, or a log line, is the proof. */
const SMUGGLED = 'smuggled-request';
const smuggled = `GET /user/smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-Id: ${SMUGGLED}\r\n\r\n`;
const body = '{"email":"raw@example.com"}';

const post = (headers: string, content: string) =>
  `POST /user/signup HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${headers}\r\n${content}`;
const get = (headers: string, line = 'GET /openapi.json HTTP/1.1') => `${line}\r\n${headers}\r\n`;
const chunk = (content: string) => `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
const short = `Content-Length: ${body.length}\r\n`;
const te = 'Transfer-Encoding: chunked\r\n';

/** name → bytes. Where the two lengths of a request differ, what follows is a request only to one of two readers. */
const forms: Readonly<Record<string, string>> = {
  'CL.TE': post(`Content-Length: 6\r\n${te}`, `0\r\n\r\n${smuggled}`),
  'TE.CL': post(`${te}Content-Length: 4\r\n`, `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`),
  'TE.TE, x': post(`${short}Transfer-Encoding: xchunked\r\n`, body + smuggled),
  'TE.TE, twice': post(`${te}Transfer-Encoding: identity\r\n`, chunk(body) + smuggled),
  'TE with a tab': post(`${short}Transfer-Encoding:\tchunked\r\n`, chunk(body) + smuggled),
  'TE with a space before the colon': post(`${short}Transfer-Encoding : chunked\r\n`, chunk(body) + smuggled),
  'TE folded': post(`${short}Transfer-Encoding:\r\n chunked\r\n`, chunk(body) + smuggled),
  'TE in quotes': post(`${short}Transfer-Encoding: "chunked"\r\n`, chunk(body) + smuggled),
  'TE gzip, chunked': post('Transfer-Encoding: gzip, chunked\r\n', chunk(body)),
  'TE in HTTP/1.0': post(te, chunk(body)).replace('HTTP/1.1', 'HTTP/1.0') + smuggled,
  'two lengths': post(`${short}Content-Length: 0\r\n`, body + smuggled),
  'lengths in a list': post(`Content-Length: ${body.length}, 0\r\n`, body + smuggled),
  'a length with a plus': post(`Content-Length: +${body.length}\r\n`, body + smuggled),
  'a negative length': post('Content-Length: -1\r\n', body + smuggled),
  'a length in hex': post('Content-Length: 0x1b\r\n', body + smuggled),
  'a length that is too large for a number': post('Content-Length: 99999999999999999999\r\n', body),
  'a chunk with a sign': post(te, `+${chunk(body)}`),
  'a chunk that ends with LF': post(te, chunk(body).replaceAll('\r\n', '\n') + smuggled),
  'a chunk longer than it says': post(te, `2\r\n${body}\r\n0\r\n\r\n`),
  'a chunk with an extension': post(
    te,
    `${body.length.toString(16)};${'a'.repeat(20_000)}\r\n${body}\r\n0\r\n\r\n`,
  ),
  'a chunk size that overflows': post(te, `fffffffffffffffff\r\n${body}\r\n0\r\n\r\n`),
  'a trailer that is a header': post(
    te,
    chunk(body).replace('0\r\n\r\n', '0\r\nContent-Length: 5\r\nAuthorization: Bearer x\r\n\r\n'),
  ),
  'LF alone': get('Host: 127.0.0.1\n').replaceAll('\r\n', '\n'),
  'CR alone': get('Host: 127.0.0.1\r\nX-A: b\rGET /x HTTP/1.1\r\n'),
  'a folded header': get('Host: 127.0.0.1\r\nX-A: b\r\n c\r\n'),
  'NUL in a header': get('Host: 127.0.0.1\r\nX-A: b\0c\r\n'),
  'a header without a colon': get('Host: 127.0.0.1\r\nNoColon\r\n'),
  'a header without a name': get('Host: 127.0.0.1\r\n: x\r\n'),
  'two Hosts': get('Host: 127.0.0.1\r\nHost: evil.example\r\n'),
  'no Host': get(''),
  'an empty Host': get('Host: \r\n'),
  'a Host with a path': get('Host: 127.0.0.1/evil\r\n'),
  'an absolute target': get('Host: 127.0.0.1\r\n', 'GET http://evil.example/openapi.json HTTP/1.1'),
  'a target without a slash': get('Host: 127.0.0.1\r\n', 'GET openapi.json HTTP/1.1'),
  'a target with a space': get('Host: 127.0.0.1\r\n', 'GET /a b HTTP/1.1'),
  'a target with bytes above 127': get('Host: 127.0.0.1\r\n', 'GET /\xff\xfe HTTP/1.1'),
  'a target of 20 kB': get('Host: 127.0.0.1\r\n', `GET /${'a'.repeat(20_000)} HTTP/1.1`),
  'a header of 40 kB': get(`Host: 127.0.0.1\r\nX-A: ${'a'.repeat(40_000)}\r\n`),
  '2,100 headers': get(`Host: 127.0.0.1\r\n${'X-A: b\r\n'.repeat(2100)}`),
  CONNECT: get('Host: 127.0.0.1:80\r\n', 'CONNECT 127.0.0.1:80 HTTP/1.1'),
  TRACE: get('Host: 127.0.0.1\r\n', 'TRACE / HTTP/1.1'),
  'a method that is none': get('Host: 127.0.0.1\r\n', 'BREW /user/get HTTP/1.1'),
  'HTTP/0.9': 'GET /openapi.json\r\n\r\n',
  'HTTP/3.0': get('Host: 127.0.0.1\r\n', 'GET / HTTP/3.0'),
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'an upgrade to h2c': get(
    'Host: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n',
  ),
  'an upgrade to a WebSocket': get(
    'Host: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n',
  ),
  'an expectation': post(`${short}Expect: 100-continue\r\n`, body),
  'an expectation that is unknown': post(`${short}Expect: the-unexpected\r\n`, body),
  'a client’s TLS': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'nothing that is HTTP': 'SSH-2.0-OpenSSH_9.9\r\n\r\n',
};

export const rawHttp: Attack = {
  name: 'raw-http',
  does: `Sends ${Object.keys(forms).length} malformed or ambiguous requests, byte for byte, to every service, a health port, powder's nginx and the edge.`,
  promises: [26, 29],
  async run(stage) {
    const { ports, piste, others } = stage.system;
    const targets = {
      ...{ piste: piste[0].port, 'the health port': piste[0].healthPort },
      ...Object.fromEntries(others.map(({ name, port }) => [name, port])),
      ...{ powder: ports.powder, edge: ports.edge },
    };
    for (const [target, port] of Object.entries(targets)) await besiege(stage, target, port);
    await besiegeBehindEdge(stage);
    await pipeline(stage);
  },
};

export async function besiege({ check }: Pick<Stage, 'check'>, target: string, port: number): Promise<void> {
  const smugglings: string[] = [];
  const errors: string[] = [];
  const bare: string[] = [];
  let answered = 0;
  const isNginx = target === 'powder' || target === 'edge';
  const all = await Promise.all(
    Object.entries(forms).map(async ([name, bytes]) => ({ name, ...(await sendRaw(port, bytes)) })),
  );
  // Some are never answered; a target that is silent to most of them was not attacked.
  const isThere = all.filter(({ answers }) => answers.length > 0).length > all.length / 2;
  for (const { name, text, answers } of all) {
    answered += answers.length;
    // nginx takes a bare LF for the end of a chunk and frames anew what it passes on: see besiegeBehindEdge.
    const isTwo = finals(answers).length > 1 && answers.some(({ status }) => status < 400);
    if (text.includes('evil.example') || ((isTwo || text.includes(SMUGGLED)) && !isNginx))
      smugglings.push(`${name}: ${answers.map(({ status }) => status).join(', ')}`);
    if (answers.some(({ status }) => status >= 500 && status !== 501 && status !== 505))
      errors.push(`${name}: ${answers.map(({ status }) => status).join(', ')}`);
    for (const answer of finals(answers)) {
      const missing = missingHeaders(answer, { tls: target !== 'edge' });
      if (missing.length > 0) bare.push(`${name} ${answer.status} without ${missing.join(', ')}`);
    }
  }
  check(
    26,
    `${target}: no form of a request is taken for two`,
    isThere && smugglings.length === 0,
    smugglings.join('; ') || `${answered} answers`,
  );
  check(
    26,
    `${target}: none is answered with a 5xx`,
    isThere && errors.length === 0,
    errors.join('; ') || `${answered} answers`,
  );
  check(
    29,
    `${target}: every answer to a malformed request carries the headers`,
    isThere && bare.length === 0,
    tellBare(bare) || `${answered} answers`,
  );
}

/** nginx names every request that it passes on; one that it did not see as a request has a name of piste's own. */
async function besiegeBehindEdge({ system, check }: Stage): Promise<void> {
  const names = ['piste-1', 'piste-2'] as const;
  const before = names.map((name) => system.output(name).length);
  await Promise.all(Object.values(forms).map((bytes) => sendRaw(system.ports.edge, bytes)));
  const lines = names.flatMap((name, index) => system.output(name).slice(before[index]).split('\n'));
  const ids = lines.flatMap((line) => /"requestId":"([^"]*)"/.exec(line)?.[1] ?? []);
  const strangers = ids.filter((id) => !/^[0-9a-f]{32}$/.test(id));
  check(
    26,
    'behind the edge piste sees only requests that nginx saw',
    ids.length > 0 && strangers.length === 0,
    `${strangers.length} of ${ids.length} unknown to nginx`,
  );
}

const finals = (answers: readonly RawAnswer[]) => answers.filter(({ status }) => status >= 200);

/** Three requests in one write: three answers in their order, each to its own request. */
async function pipeline({ system, check }: Stage): Promise<void> {
  const line = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
  for (const port of [system.piste[0].port, system.ports.edge]) {
    const { answers } = await sendRaw(
      port,
      line('/user/sessions') + line('/nowhere-at-all') + line('/user/export'),
      1500,
    );
    const statuses = answers.map(({ status }) => status).join(', ');
    const expected = port === system.ports.edge ? '401, 200, 401' : '401, 404, 401';
    check(26, 'pipelined requests are answered in their order', statuses === expected, statuses);
  }
}
