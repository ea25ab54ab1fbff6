/**
 * A service to be put under load by tests: plain node:http, tells nothing of Loadline. `BEHAVIOUR` is what it does besides:
 * `never-ready` answers 503, `dies-after=N` exits with code 3 at request N,
 * `changes-after=N` calls itself another version from request N on, `ignores-sigterm`, `leaves-a-child`.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

const behaviour = process.env.BEHAVIOUR ?? '';
const diesAfter = Number(/dies-after=(\d+)/.exec(behaviour)?.[1] ?? Number.POSITIVE_INFINITY);
const changesAfter = Number(/changes-after=(\d+)/.exec(behaviour)?.[1] ?? Number.POSITIVE_INFINITY);
const started = process.cpuUsage();
let requests = 0;

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://subject');
  if (pathname === '/metrics') {
    const { user, system } = process.cpuUsage(started);
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(
      [
        '# TYPE http_requests_total counter',
        `http_requests_total ${requests}`,
        `process_cpu_seconds_total ${(user + system) / 1e6}`,
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
        `server_info{version="${requests < changesAfter ? '1.2.3' : '1.2.4'}",data="small"} 1`,
        '',
      ].join('\n'),
    );
    return;
  }
  requests += 1;
  if (requests >= diesAfter) {
    process.stderr.write('subject: out of coffee\n');
    process.exit(3);
  }
  if (behaviour === 'never-ready') response.statusCode = 503;
  if (pathname === '/missing') response.statusCode = 404;
  if (pathname === '/away') {
    response.statusCode = 302;
    response.setHeader('location', 'http://192.0.2.1/');
  }
  response.end(`hello from ${pathname}\n`);
});

if (behaviour === 'ignores-sigterm') process.on('SIGTERM', () => {});
else process.on('SIGTERM', () => process.exit(0));
if (behaviour === 'leaves-a-child') {
  const child = spawn('sleep', ['300'], { stdio: 'inherit' });
  process.stdout.write(`child ${child.pid}\n`);
}
process.stdout.write(`subject listens on ${process.env.PORT}, pid ${process.pid}\n`);
server.listen(Number(process.env.PORT), '127.0.0.1');
