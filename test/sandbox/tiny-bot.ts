import { createServer } from 'node:http';
import { readBody } from '../../src/sandbox/http.ts';

/** As much of the bot as the sandbox itself needs: it is well, and it has a clock. */

let offset = 0;

const server = createServer(async (request, response) => {
  const machine = Date.now();
  if (request.url === '/healthz' || request.url?.startsWith('/github/')) return void response.end('ok');
  if (request.method === 'POST') offset = JSON.parse(await readBody(request)).to - machine;
  response.end(JSON.stringify({ now: machine + offset, machine }));
});
server.listen(Number(process.env.PORT), '127.0.0.1');
console.log(`hello from ${process.pid}`, Object.keys(process.env).sort().join(' '));
