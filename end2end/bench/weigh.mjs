// node weigh.mjs PLAN: loads pages by turns, each in a browser that was just started, and writes a line of JSON a load.
// The plan: { chromium, rounds, slow, limit, fetch, pages: [{ name, url, file, within, hydrates, warm }] }. `slow`: how many
// times slower than it is the processor shall be; `limit`: seconds that a page has; `file`: the OpenAPI file that it shows.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { nodes, probe } from './probe.mjs';

const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];
const QUIET = 2000;
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

// What an operation can be told by: its summary or its path. A group may be called like one of its operations, and a
// group is not what a reader came for; a path that is but a slash would be found everywhere.
function texts(file) {
  const { paths, tags = [] } = JSON.parse(readFileSync(file, 'utf8'));
  const groups = new Set(tags.map((tag) => tag.name.toLowerCase()));
  const summaries = Object.values(paths).flatMap((path) => METHODS.map((method) => path[method]?.summary?.trim()));
  const all = new Set([...summaries, ...Object.keys(paths)]);
  return [...all].filter((text) => text?.length > 1 && !groups.has(text.toLowerCase()));
}

function traffic(session) {
  const seen = { bytes: 0, last: Date.now(), notes: new Set() };
  const asked = new Map();
  session.on('Network.requestWillBeSent', ({ request, requestId }) => {
    seen.last = Date.now();
    const { protocol, hostname } = new URL(request.url);
    if (!protocol.startsWith('http')) return;
    asked.set(requestId, hostname);
    if (hostname !== '127.0.0.1') seen.notes.add(`asked ${hostname}`);
  });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    seen.last = Date.now();
    seen.bytes += encodedDataLength;
  });
  // What the front didn't send says more about the front than about the page.
  session.on('Network.loadingFailed', ({ requestId, errorText, canceled }) => {
    if (asked.get(requestId) === '127.0.0.1' && !canceled) seen.notes.add(`not loaded: ${errorText}`);
  });
  return seen;
}

// A page whose main thread is taken doesn't answer; it is asked until its time is over.
const within = (milliseconds, promise) => Promise.race([promise.catch(() => null), sleep(Math.max(0, milliseconds), null)]);

async function load(browser, page, slow, limit) {
  const tab = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  const errors = new Set();
  tab.on('pageerror', (error) => errors.add(error.message.slice(0, 100)));
  await tab.addInitScript(probe, { texts: page.texts, within: page.within });
  const session = await tab.context().newCDPSession(tab);
  await session.send('Network.enable');
  await session.send('Emulation.setCPUThrottlingRate', { rate: slow });
  const wire = traffic(session);
  const end = Date.now() + 1000 * limit;
  const left = () => end - Date.now();
  await within(left(), tab.goto(page.url, { waitUntil: 'commit', timeout: 1000 * limit }));
  let seen = null;
  while (left() > 0) {
    seen = (await within(left(), tab.evaluate(() => ({ ...window.__seen, now: performance.now() })))) ?? seen;
    const done = seen?.ready != null && (!page.hydrates || seen.hydrated != null);
    if (done && seen.now - seen.lastTask > QUIET && Date.now() - wire.last > QUIET) break;
    await sleep(200);
  }
  const count = await within(10_000, tab.evaluate(nodes));
  const { ready = null, hydrated = null, paint = null, longest = null } = seen ?? {};
  return {
    name: page.name, ready, hydrated, paint, longest, kb: wire.bytes / 1024, nodes: count,
    notes: [...errors, ...wire.notes].slice(0, 5),
  };
}

async function once(plan, page, slow) {
  const browser = await chromium.launch({ executablePath: plan.chromium, args: ARGUMENTS });
  try {
    return await load(browser, page, slow, plan.limit);
  } finally {
    // A renderer that hangs may not let it close.
    await within(10_000, browser.close());
  }
}

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let pages = plan.pages.map((page) => ({ ...page, texts: texts(page.file) }));
// Both fill the front, which compresses what it hasn't sent yet.
for (const url of plan.fetch) await (await fetch(url)).arrayBuffer();
for (const page of pages.filter((page) => page.warm)) {
  process.stderr.write(`           ${page.name}: warm up\n`);
  await once(plan, page, 1);
}
for (let round = 1; round <= plan.rounds; round++) {
  for (const page of pages) {
    const found = await once(plan, page, plan.slow);
    const told = found.ready === null ? `nothing within ${plan.limit} s` : `${(found.ready / 1000).toFixed(2)} s`;
    process.stderr.write(`           ${page.name}, round ${round} of ${plan.rounds}: ${told}\n`);
    process.stdout.write(`${JSON.stringify(found)}\n`);
    // Whoever ran out of time will do so again.
    if (found.ready === null) pages = pages.filter((other) => other !== page);
  }
}
process.exit(0);
