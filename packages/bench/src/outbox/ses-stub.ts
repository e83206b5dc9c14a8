import { createServer } from 'node:http';

/** An email service that accepts everything at once, in a process of its own: what is measured is the sender. Argument: port. */
let taken = 0;

const answer = `<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult>
<MessageId>1</MessageId></SendEmailResult></SendEmailResponse>`;

createServer((request, response) => {
  request.resume();
  if (request.method === 'GET') {
    response.end(String(taken));
    return;
  }
  taken += 1;
  response.writeHead(200, { 'content-type': 'text/xml' }).end(answer);
}).listen(Number(process.argv[2]), '127.0.0.1');
