/** The floor of a protected request: its work on bare express. */
import express from 'express';
import { accountOfToken } from './account-of-token.mjs';

const [connection, secret, port] = process.argv.slice(2);
if (!connection || !secret || !port)
  throw new Error('Usage: express-floor.mjs <connection string> <secret> <port>');
const answer = accountOfToken(connection, secret);

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.post('/user/get', async (request, response) => {
  const found = await answer(request.headers.authorization);
  if (found === undefined) {
    response.status(401).json({ code: 'session_ended' });
    return;
  }
  response.setHeader('Authorization', found.authorization);
  response.json(found.account);
});
app.listen(Number(port), '127.0.0.1');
