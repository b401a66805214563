// An OpenAPI file of as many operations as asked for, about 1.3 KB each; the same at each run.
// node openapi.mjs OPERATIONS > FILE

const GROUP = 20;
const THINGS = [
  'account', 'ledger', 'invoice', 'shipment', 'parcel', 'station', 'tariff', 'meter', 'reading', 'customer', 'contract',
  'payment', 'refund', 'dispute', 'order', 'basket', 'catalog', 'price', 'voucher', 'session', 'device', 'alert', 'policy',
  'claim',
];
const PROBLEMS = { 400: 'The request is not valid.', 401: 'No valid key.', 404: 'Not there, or not yours.' };

const text = (more) => ({ type: 'string', ...more });
const schema = (name) => ({ $ref: `#/components/schemas/${name}` });
const body = (name, type = 'application/json') => ({ content: { [type]: { schema: schema(name) } } });

const nameOf = (group) => THINGS[group % THINGS.length] + (Math.floor(group / THINGS.length) || '');

function thing(name, parent) {
  return {
    type: 'object',
    required: ['id', 'state'],
    properties: {
      id: text({ format: 'uuid', description: `Identifier of the ${name}.` }),
      state: text({ enum: ['draft', 'active', 'closed'], description: 'Where it is in its life.' }),
      amount: { type: 'number', minimum: 0 },
      created_at: text({ format: 'date-time' }),
      labels: { type: 'object', additionalProperties: text() },
      parent: schema(parent),
    },
  };
}

function operation(name, method, part, number) {
  const problems = Object.entries(PROBLEMS).map(([status, description]) => [
    status, { description, ...body('Problem', 'application/problem+json') },
  ]);
  const made = {
    tags: [name],
    operationId: `${method}_${name}_${part}`,
    summary: `${method[0].toUpperCase()}${method.slice(1)} ${name} part ${part}`,
    description: `Operation ${number} of the ${name} group. Each key has its own limit; a call above it answers with problem ` +
      'details and **never** reaches the service behind.',
    parameters: [
      { name: 'id', in: 'path', required: true, schema: text({ format: 'uuid' }), description: `Which ${name}.` },
      { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 }, description: 'How many at most.' },
      { name: 'X-Request-Id', in: 'header', schema: text(), description: 'Repeated in the answer.' },
    ],
    responses: { 200: { description: `The ${name}.`, ...body(name) }, ...Object.fromEntries(problems) },
  };
  if (method === 'post' || method === 'put') {
    const { content } = body(name);
    content['application/json'].example = { id: '3fa85f64-5717-4562-b3fc-2c963f66afa6', state: 'draft', amount: 12.5 };
    made.requestBody = { required: true, content };
  }
  return made;
}

function file(count) {
  const [tags, paths, schemas] = [[], {}, {}];
  const groups = Math.ceil(count / GROUP);
  for (let group = 0; group < groups; group++) {
    const name = nameOf(group);
    tags.push({ name, description: `Everything about the ${name}. Read the guide before the first call.` });
    schemas[name] = thing(name, nameOf((group + 1) % groups));
    for (let part = 0; part < Math.min(GROUP, count - group * GROUP); part++) {
      const method = ['get', 'post', 'put', 'delete'][part % 4];
      const path = `/v1/${name}s/{id}${part < 4 ? '' : `/part${Math.floor(part / 4)}`}`;
      paths[path] = { ...paths[path], [method]: operation(name, method, part, group * GROUP + part) };
    }
  }
  const words = Object.fromEntries(['type', 'title', 'detail', 'instance'].map((name) => [name, text()]));
  schemas.Problem = { type: 'object', properties: { ...words, status: { type: 'integer' } } };
  return {
    openapi: '3.1.0',
    info: { title: `An API of ${count} operations`, version: '1.0.0', description: 'Made to be measured; always the same.' },
    servers: [{ url: 'https://api.example.com' }],
    security: [{ key: [] }],
    tags,
    paths,
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } }, schemas },
  };
}

process.stdout.write(JSON.stringify(file(Number(process.argv[2]))));
