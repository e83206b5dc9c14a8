import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Lower case; of a repeated header all values, joined. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends bytes as they are, and reads all answers until the connection is quiet or closed. */
export function sendRaw(
  port: number,
  bytes: string,
  quietMs = 700,
): Promise<{ text: string; answers: RawAnswer[] }> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')));
    const end = () => {
      socket.destroy();
      resolve({ text, answers: parseAnswers(text) });
    };
    socket.setTimeout(quietMs, end);
    // A reset is an answer, too: what came before it counts.
    socket.on('error', end);
    socket.on('close', end);
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  });
}

/** Every status line with its headers; bodies of ours hold no such line. */
export function parseAnswers(text: string): RawAnswer[] {
  return text
    .split(/(?=HTTP\/1\.[01] \d{3} )/)
    .filter((part) => part.startsWith('HTTP/1.'))
    .map((part) => {
      const [head = ''] = part.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      const headers: Record<string, string> = {};
      for (const line of lines) {
        const colon = line.indexOf(':');
        const name = line.slice(0, colon).toLowerCase();
        const value = line.slice(colon + 1).trim();
        headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
      }
      return { status: Number(first.split(' ')[1]), headers };
    });
}
