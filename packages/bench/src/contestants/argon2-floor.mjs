/** The bound of a log-in: node:http, a body of JSON, one Argon2id verification, as many at once as there are cores. */
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { json } from 'node:stream/consumers';
import { verify } from '@node-rs/argon2';
import PQueue from 'p-queue';

const [, , port] = process.argv.slice(2);
const phc = process.env.PASSWORD_HASH;
if (!port || !phc) throw new Error('Usage: PASSWORD_HASH=… argon2-floor.mjs <unused> <unused> <port>');
const queue = new PQueue({ concurrency: availableParallelism() });

createServer((request, response) => {
  void json(request).then(async (body) => {
    const password =
      typeof body === 'object' && body !== null && 'password' in body ? String(body.password) : '';
    const right = await queue.add(() => verify(phc, password));
    const answer = JSON.stringify({ right });
    response.writeHead(right ? 200 : 401, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
}).listen(Number(port), '127.0.0.1');
