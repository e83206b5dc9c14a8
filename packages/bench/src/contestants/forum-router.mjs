/** The same router of Express for the mount and its floor: what a handler does is not measured. */
import express from 'express';

export const forum = express.Router();
const threads = express.Router({ mergeParams: true });
threads.get('/posts/:post', (request, response) => {
  response.json({ ...request.params, ip: request.ip });
});
forum.use('/threads/:thread', threads);
