/**
 * The floor of a protected request: the same work, hand-written on bare express. Verifies the token, reads session and
 * account with one prepared statement, answers with the account and a fresh token; no logs, no metrics, no limits.
 */
import { createSecretKey } from 'node:crypto';
import express from 'express';
import jwt from 'jsonwebtoken';
import { Pool } from 'pg';

const [connection, secret, port] = process.argv.slice(2);
if (!connection || !secret || !port) throw new Error('Usage: floor.ts <connection string> <secret> <port>');

const key = createSecretKey(Buffer.from(secret));
const pool = new Pool({ connectionString: connection, max: 10 });
const account = {
  name: 'account-of-session',
  text: `select u.id, u.email, u.first_name, u.last_name, u.phone, u.address_line1, u.address_line2, u.city, u.province,
                u.postal_code, u.country, u.locale, u.created_at, u.updated_at
           from sessions s join users u on u.id = s.user_id
          where s.sid = $1 and s.expires_at > now()`,
};

interface AccountRow {
  readonly id: string;
  readonly email: string;
  readonly [column: string]: unknown;
}

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.post('/user/get', async (request, response) => {
  const claims = jwt.verify((request.headers.authorization ?? '').slice('Bearer '.length), key, {
    algorithms: ['HS256'],
  });
  const sid: unknown = typeof claims === 'object' ? claims['sid'] : undefined;
  const { rows } = await pool.query<AccountRow>({ ...account, values: [sid] });
  const row = rows[0];
  if (!row) {
    response.status(401).json({ code: 'session_ended' });
    return;
  }
  const token = jwt.sign({ sid }, key, { algorithm: 'HS256', subject: row.id, expiresIn: 900 });
  response.setHeader('Authorization', `Bearer ${token}`);
  response.json({
    id: row.id,
    email: row.email,
    firstName: row['first_name'],
    lastName: row['last_name'],
    phone: row['phone'],
    addressLine1: row['address_line1'],
    addressLine2: row['address_line2'],
    city: row['city'],
    province: row['province'],
    postalCode: row['postal_code'],
    country: row['country'],
    locale: row['locale'],
    createdAt: row['created_at'],
    updatedAt: row['updated_at'],
  });
});
app.listen(Number(port), '127.0.0.1');
