/** The same work as the express floor on node:http alone. */
import { createServer } from 'node:http';
import { accountOfToken } from './account-of-token.mjs';

const [connection, secret, port] = process.argv.slice(2);
if (!connection || !secret || !port)
  throw new Error('Usage: http-floor.mjs <connection string> <secret> <port>');
const answer = accountOfToken(connection, secret);

createServer((request, response) => {
  void answer(request.headers.authorization).then((found) => {
    const body = JSON.stringify(found?.account ?? { code: 'session_ended' });
    response.writeHead(found === undefined ? 401 : 200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      ...(found === undefined ? {} : { Authorization: found.authorization }),
    });
    response.end(body);
  });
}).listen(Number(port), '127.0.0.1');
