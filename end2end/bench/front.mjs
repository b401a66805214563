// One front for everybody, so that pages differ by what they send and not by who sends it: all text as brotli.
// node front.mjs PORT UPSTREAM_PORT FILES_PORT FOLDER: the portal on PORT; the other renderers on FILES_PORT, with
// the files of FOLDER below /files/ and the npm packages below /m/.

import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const TYPES = {
  '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.json': 'application/json',
  '.mjs': 'text/javascript', '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.woff2': 'font/woff2',
};
// What is sent again and again is worth the best compression; a large file would take it minutes.
const [ONCE, OFTEN, LARGE] = [5, 11, 9];
const LARGE_BYTES = 3e6;
// Said anew by this front, or about its own connection.
const NOT_PASSED = ['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding'];

const [port, upstream, filesPort, folder] = process.argv.slice(2);
const compress = promisify(brotliCompress);

function packed(type, body, quality) {
  if (!/text|javascript|json|wasm|svg|xml/.test(type ?? '')) return null;
  return compress(body, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 22 } });
}

const best = (body) => (body.length > LARGE_BYTES ? LARGE : OFTEN);

function ask(asked) {
  const headers = { ...asked.headers, host: `127.0.0.1:${upstream}`, 'accept-encoding': 'identity' };
  return new Promise((answer, fail) => {
    const sent = request({ host: '127.0.0.1', port: upstream, path: asked.url, method: asked.method, headers }, (got) => {
      const parts = [];
      got.on('data', (part) => parts.push(part));
      got.on('end', () => answer({ status: got.statusCode, headers: got.headers, body: Buffer.concat(parts) }));
      got.on('error', fail);
    });
    sent.on('error', fail);
    asked.pipe(sent);
  });
}

// Files that never change are compressed once; a page is asked for and compressed at each request.
async function portal(asked, kept) {
  const answer = await ask(asked);
  const type = answer.headers['content-type'];
  const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !NOT_PASSED.includes(name)));
  const lasts = /immutable/.test(answer.headers['cache-control'] ?? '');
  const brotli = lasts ? (kept[asked.url] ??= packed(type, answer.body, best(answer.body))) : packed(type, answer.body, ONCE);
  return { ...answer, headers, brotli: await brotli };
}

const ROOTS = [['/m/', new URL('node_modules/', import.meta.url).pathname], ['/files/', folder], ['/', new URL('pages/', import.meta.url).pathname]];

async function file(asked, kept) {
  const { pathname } = new URL(asked.url, 'http://front');
  const [at, root] = ROOTS.find(([at]) => pathname.startsWith(at));
  const load = async () => {
    const body = await readFile(join(root, decodeURIComponent(pathname.slice(at.length))));
    const type = TYPES[extname(pathname)] ?? 'application/octet-stream';
    return { status: 200, headers: { 'content-type': type }, body, brotli: await packed(type, body, best(body)) };
  };
  return (kept[pathname] ??= load());
}

function serve(port, answer) {
  const kept = {};
  const server = createServer(async (asked, said) => {
    const made = await answer(asked, kept).catch((failure) => ({ status: 404, headers: {}, body: Buffer.from(String(failure)) }));
    const body = made.brotli ?? made.body;
    const coding = made.brotli ? { 'content-encoding': 'br' } : {};
    said.writeHead(made.status, { ...made.headers, ...coding, 'content-length': body.length });
    said.end(body);
  });
  server.listen(Number(port), '127.0.0.1');
}

serve(filesPort, file);
serve(port, portal);
