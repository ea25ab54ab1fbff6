/** Asks /health and /metrics every few seconds and shows what they say. Text is set as text: nothing of it becomes markup. */
const PAUSE_MS = 5_000;
const MOST_ROUTES = 12;

let before = null;

async function show() {
  try {
    const [health, metrics] = await Promise.all([read('/health'), read('/metrics')]);
    showStatus(health.status, `${health.status}, ${new Date(health.timestamp).toLocaleTimeString()}`);
    showLoad(metrics);
    showMachine(metrics.monitoring);
    showDomains(metrics);
    showRoutes(metrics.http.routes);
    showComponents(health.components);
    before = metrics;
  } catch {
    showStatus('down', 'the server does not answer');
  }
  setTimeout(show, PAUSE_MS);
}

async function read(path) {
  const answer = await fetch(path, { headers: { accept: 'application/json' } });
  return answer.json();
}

function showStatus(kind, text) {
  const status = document.getElementById('status');
  status.textContent = text;
  status.className = kind;
}

function showLoad({ http, compression, timestamp }) {
  const seconds = before === null ? 0 : (timestamp - before.timestamp) / 1_000;
  terms('load', [
    ['Requests', count(http.requests)],
    ['Per second, now', seconds > 0 ? decimal((http.requests - before.http.requests) / seconds) : '…'],
    ['Response time, mean', ms(http.averageResponseTimeMs)],
    ['Errors (5xx)', count(http.errors)],
    ['Saved by compression', share(compression.compressionRate)],
  ]);
}

function showMachine({ isRunning, latest }) {
  if (latest === null) {
    terms('machine', [['Monitoring', isRunning ? 'the first sample is on its way' : 'stopped']]);
    return;
  }
  const { cpu, memory, disk, network } = latest.system;
  const reading = (value, text) => (typeof value === 'string' ? value : text(value));
  terms('machine', [
    ['CPU', reading(cpu, ({ utilization, cores }) => `${share(utilization)} of ${cores} cores`)],
    ['Memory', reading(memory, ({ utilization }) => share(utilization))],
    ['Disk', reading(disk, ({ utilization }) => share(utilization))],
    ['Network in', reading(network, ({ receivedBytesPerSecond }) => `${bytes(receivedBytesPerSecond)}/s`)],
    ['Server’s memory', bytes(latest.process.rssBytes)],
    ['Event loop delay, p99', ms(latest.process.eventLoopDelayP99Ms)],
  ]);
}

function showDomains({ cache, pool, database }) {
  table(
    'domains',
    ['Domain', 'Cache reads', 'Hit rate', 'In L1', 'Pool in use', 'Connections', 'Waiting', 'Statements', 'Mean'],
    Object.keys(pool).map((name) => [
      name,
      count(cache[name].reads),
      share(cache[name].hitRate),
      count(cache[name].l1.size),
      share(pool[name].poolUtilization),
      `${pool[name].open} of ${pool[name].max}`,
      count(pool[name].waiting),
      count(database[name].statements),
      ms(database[name].avgQueryTime),
    ]),
  );
}

function showRoutes(routes) {
  const busiest = Object.entries(routes)
    .sort(([, one], [, other]) => other.requests - one.requests)
    .slice(0, MOST_ROUTES);
  table(
    'routes',
    ['Route', 'Requests', 'Errors', 'Mean', 'Bytes'],
    busiest.map(([name, route]) => [
      name,
      count(route.requests),
      count(route.errors),
      ms(route.averageResponseTimeMs),
      bytes(route.responseBytes),
    ]),
  );
}

function showComponents({ postgres, ...others }) {
  const all = [
    ...Object.entries(postgres).map(([domain, found]) => [`PostgreSQL, ${domain}`, found]),
    ...Object.entries(others),
  ];
  table(
    'components',
    ['Component', 'State', 'Round trip', 'Advice'],
    all.map(([name, { status, latencyMs, advice }]) => [name, status, ms(latencyMs), advice ?? '']),
    [1, 3],
  );
  for (const cell of document.querySelectorAll('#components td:nth-child(2)')) cell.classList.add(cell.textContent);
}

function terms(id, pairs) {
  const list = pairs.map(([term, value]) => {
    const pair = element('div', '');
    pair.append(element('dt', term), element('dd', value));
    return pair;
  });
  document.getElementById(id).replaceChildren(...list);
}

/** `texts`: columns that are read from the left. */
function table(id, heads, rows, texts = []) {
  const line = (tag, cells) => {
    const row = element('tr', '');
    row.append(...cells.map((cell, place) => element(tag, cell, texts.includes(place) ? 'text' : '')));
    return row;
  };
  const head = element('thead', '');
  const body = element('tbody', '');
  head.append(line('th', heads));
  body.append(...rows.map((cells) => line('td', cells)));
  document.getElementById(id).replaceChildren(head, body);
}

function element(tag, text, className = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

function count(number) {
  return number.toLocaleString('en');
}

function decimal(number) {
  return number.toLocaleString('en', { maximumFractionDigits: 1 });
}

function share(number) {
  return typeof number === 'number' ? `${decimal(number * 100)} %` : '–';
}

function ms(number) {
  return typeof number === 'number' ? `${number.toLocaleString('en', { maximumSignificantDigits: 3 })} ms` : '–';
}

function bytes(number) {
  const step = number < 1e3 ? ['B', 1] : number < 1e6 ? ['kB', 1e3] : ['MB', 1e6];
  return `${decimal(number / step[1])} ${step[0]}`;
}

show();
