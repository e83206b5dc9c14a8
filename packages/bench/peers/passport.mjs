/** passport with express-session and connect-redis, as their documentation sets them up, with our password hash. */
import { verify } from '@node-rs/argon2';
import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy } from 'passport-local';
import pg from 'pg';
import { createClient } from 'redis';

const { POSTGRES, REDIS, SECRET, PORT } = process.env;
const pool = new pg.Pool({ connectionString: POSTGRES, max: 10 });
const client = createClient({ url: `redis://${REDIS}` });
await client.connect();

const columns = 'id, email, first_name, last_name, created_at, updated_at';
const byEmail = { name: 'by-email', text: `select ${columns}, password_hash from users where email = $1` };
const byId = { name: 'by-id', text: `select ${columns} from users where id = $1` };

passport.use(
  new Strategy({ usernameField: 'email' }, (email, password, done) => {
    (async () => {
      const { rows } = await pool.query({ ...byEmail, values: [email] });
      return rows[0] !== undefined && (await verify(rows[0].password_hash, password)) ? rows[0] : false;
    })().then((user) => done(null, user), done);
  }),
);
passport.serializeUser((user, done) => done(null, user.id));
passport.deserializeUser((id, done) => {
  pool.query({ ...byId, values: [id] }).then(({ rows }) => done(null, rows[0] ?? false), done);
});

const app = express();
app.use(express.json());
app.use(
  session({
    store: new RedisStore({ client, prefix: 'passport:' }),
    secret: SECRET,
    resave: false,
    saveUninitialized: false,
  }),
);
app.use(passport.session());
app.post('/login', passport.authenticate('local'), (request, response) =>
  response.json({ id: request.user.id }),
);
app.get('/me', (request, response) => {
  if (!request.user) return response.status(401).json({});
  response.json(request.user);
});
app.listen(Number(PORT), '127.0.0.1');
