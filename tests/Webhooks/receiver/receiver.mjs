// A receiver of webhooks that verifies every signature with the published Standard Webhooks library and misbehaves as
// it is told. Prints the port it listens on.
//   PUT  /secrets/NAME   ["whsec_…"]: any of them will do
//   PUT  /script/NAME    ["500", "hang", …]: one for each request to come; then "ok"
//   PUT  /subject/NAME   {"SUBJECT": "500"}: whatever the script says, for events of that subject
// "after:500" answers 500 once another request that came under that name meanwhile was answered "ok".
//   GET  /log/NAME       what came, in order
//   POST /hook/NAME      what the product calls
import http from 'node:http';
import { Webhook } from 'standardwebhooks';

const names = new Map();
const of = name => {
  if (!names.has(name)) names.set(name, { secrets: [], script: [], subjects: {}, log: [], held: [] });
  return names.get(name);
};

const read = async request => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const verify = (secrets, body, headers) => secrets.some(secret => {
  try {
    new Webhook(secret).verify(body.toString('utf8'), headers);
    return true;
  } catch {
    return false;
  }
});

const endless = response => {
  const chunk = 'x'.repeat(64 * 1024);
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
};

const behave = (how, state, request, response) => {
  const [what, value] = how.split(':');
  switch (what) {
    case 'ok':
      response.writeHead(200).end('thanks', () => state.held.splice(0).forEach(answer => answer()));
      break;
    case 'after': state.held.push(() => response.writeHead(Number(value)).end()); break;
    case 'hang': break;
    case 'slow': setTimeout(() => response.writeHead(200).end(), Number(value)); break;
    case 'redirect': response.writeHead(307, { location: '/hook/elsewhere' }).end(); break;
    case 'garbage': request.socket.end('\u0000\u0001 not HTTP at all\r\n\r\n'); break;
    case 'huge': response.writeHead(500); endless(response); break;
    case 'hugeok': response.writeHead(200); endless(response); break;
    case 'hugehead': response.writeHead(200, { 'x-long': 'x'.repeat(200_000) }).end(); break;
    case 'close': request.socket.destroy(); break;
    case 'halfhead': request.socket.end('HTTP/1.1 200'); break;
    case 'retry': response.writeHead(503, { 'retry-after': value }).end(); break;
    default: response.writeHead(Number(what)).end();
  }
};

const server = http.createServer(async (request, response) => {
  const [, kind, name] = request.url.split('/');
  const body = await read(request);
  const state = of(name);
  if (request.method === 'PUT') {
    const value = JSON.parse(body);
    if (kind === 'secrets') state.secrets = value;
    if (kind === 'script') state.script = value;
    if (kind === 'subject') state.subjects = value;
    response.writeHead(204).end();
  } else if (kind === 'log') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state.log));
  } else {
    const event = JSON.parse(body);
    const how = state.subjects[event.subject] ?? state.script.shift() ?? 'ok';
    state.log.push({
      id: request.headers['webhook-id'],
      verified: verify(state.secrets, body, request.headers),
      signatures: (request.headers['webhook-signature'] ?? '').split(' ').length,
      media_type: request.headers['content-type'],
      subject: event.subject,
      type: event.type,
      event_id: event.id,
      how,
      at_ms: performance.now(),
    });
    behave(how, state, request, response);
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
