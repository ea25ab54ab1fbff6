/**
 * A service with a lab, to have claims measured on by tests: plain node:http, tells nothing of Loadline. The switch `delayMs` slows a variant
 * down; `refused` is a switch that it does not take; a path `/die` ends it.
 */
import { createServer } from 'node:http';

const key = process.env.LAB_KEY;
let variants = {};
let net = '0';
let isLost = false;

const server = createServer(async (request, response) => {
  const { 'x-lab-key': given, 'x-lab-variant': variant } = request.headers;
  const { pathname } = new URL(request.url, 'http://subject');
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (pathname === '/metrics') {
    // Whoever asks for `/lose` finds another store than before.
    response.end(`server_info{redis="none",store="${isLost ? 'lost' : 'there'}",users="50"} 1\n`);
    return;
  }
  if (pathname === '/lose') isLost = true;
  if (pathname === '/die') process.exit(3);
  if (pathname.startsWith('/lab/')) {
    if (given !== key) return answer(403, {});
    const body = await text(request);
    if (pathname === '/lab/network') {
      if (request.method === 'PUT') net = JSON.parse(body).net;
      return answer(200, { net, achievedMs: { store: net === '0' ? 0.1 : 2 } });
    }
    if (request.method === 'DELETE') variants = {};
    if (request.method === 'PUT') {
      const asked = JSON.parse(body);
      if (Object.values(asked).some((switches) => 'refused' in switches))
        return answer(400, { error: 'no such switch' });
      variants = Object.fromEntries(
        Object.entries(asked).map(([id, switches]) => [id, { ...switches, requests: 0, statements: 0 }]),
      );
    }
    return answer(200, variants);
  }
  const switches = variants[variant];
  if (variant !== undefined && (given !== key || switches === undefined)) return answer(403, {});
  if (switches !== undefined) {
    switches.requests += 1;
    switches.statements += switches.delayMs > 0 ? 1 : 0;
    await new Promise((done) => setTimeout(done, switches.delayMs ?? 0));
  }
  return answer(200, { pathname });
});

async function text(request) {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

server.listen(Number(process.env.PORT), '127.0.0.1');
process.stdin.once('end', () => process.exit(0)).resume();
process.once('SIGTERM', () => process.exit(0));
