// Writes a Postman collection (format 2.1) out of OpenAPI descriptions, the first of which has the requests of the flow:
// node postman.mjs collection.json v1.json v2.json
// A folder for each chapter holds every request; "A first order" signs in, places an order, reads it and cancels it.
import { readFileSync, writeFileSync } from 'node:fs'

const [target, ...sources] = process.argv.slice(2)
const descriptions = sources.map((source) => JSON.parse(readFileSync(source, 'utf8')))
const [current] = descriptions

function resolve(api, part) {
  let found = part
  while (found.$ref) {
    found = found.$ref.slice(2).split('/').reduce((whole, name) => whole[name.replaceAll('~1', '/')], api)
  }
  return found
}

function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({
    ...operation, path, method, parameters: (operation.parameters ?? []).map((one) => resolve(api, one)),
  })))
}

/** How a parameter is given; one that is not required waits to be switched on. */
function given(parameter, value) {
  const text = value ?? (parameter.name === 'Idempotency-Key' ? '{{$guid}}' : String(parameter.example ?? ''))
  return {
    key: parameter.name,
    value: text,
    description: parameter.description,
    ...(parameter.required || value !== undefined ? {} : { disabled: true }),
  }
}

/** A request; `values` has parameters by name, `body` what is sent in place of the example. */
function requestOf(operation, { values = {}, body } = {}) {
  const inside = (place) => operation.parameters.filter((one) => one.in === place)
    .map((one) => given(one, values[one.name]))
  const path = operation.path.slice(1).replaceAll(/\{(\w+)\}/g, ':$1')
  const query = inside('query')
  const asked = query.filter((one) => !one.disabled).map((one) => `${one.key}=${one.value}`).join('&')
  const made = {
    method: operation.method.toUpperCase(),
    header: inside('header'),
    url: {
      raw: `{{base_url}}/${path}${asked && '?' + asked}`,
      host: ['{{base_url}}'],
      path: path.split('/'),
      query,
      variable: inside('path'),
    },
    description: operation.description,
  }
  if (operation.security.length === 0) {
    made.auth = { type: 'noauth' }
  }
  if (operation.requestBody) {
    const [media, { example }] = Object.entries(operation.requestBody.content)[0]
    const sent = body ?? example
    made.header.push({ key: 'Content-Type', value: media })
    made.body = { mode: 'raw', raw: typeof sent === 'string' ? sent : JSON.stringify(sent, null, 2) }
  }
  return made
}

/** A request of the flow, with checks in the language of Postman's scripts. */
function step(id, options, ...checks) {
  const operation = operationsOf(current).find((one) => one.operationId === id)
  if (!operation) {
    throw new Error(`The description has no operation ${id}.`)
  }
  const fine = Object.keys(operation.responses).filter((status) => status.startsWith('2'))
  return {
    name: operation.summary,
    event: [script('test',
      `pm.test('${id} answers as described', () => pm.expect(pm.response.code).to.be.oneOf([${fine.join(', ')}]));`,
      ...checks)],
    request: requestOf(operation, options),
  }
}

function script(listen, ...lines) {
  return { listen, script: { type: 'text/javascript', exec: lines } }
}

const check = (what, actual, expected) =>
  `pm.test('${what}', () => pm.expect(pm.response.json().${actual}).to.equal(${expected}));`
const keep = (name, member) => `pm.collectionVariables.set('${name}', pm.response.json().${member});`
const ofSku = { values: { sku: '{{sku}}' } }
const ofOrder = { values: { id: '{{order_id}}' } }

const flow = {
  name: 'A first order',
  description: 'In this order: signs in as an administrator, makes an item and receives 24 of it, places an order of 2, '
    + 'reads it and cancels it. Set the variable password first. Runs as often as you like.',
  event: [script('prerequest',
    "pm.collectionVariables.get('sku') || pm.collectionVariables.set('sku', 'POSTMAN-' + Date.now());")],
  item: [
    step('login', { body: { username: '{{username}}', password: '{{password}}' } }, keep('token', 'access_token')),
    step('putItem', ofSku, check('the item is the one that was put', 'sku', "pm.collectionVariables.get('sku')")),
    step('receiveStock', { ...ofSku, body: { quantity: 24, reason: 'delivery' } },
      check('24 more are on hand', 'entry.quantity', 24)),
    step('placeOrder', { body: { lines: [{ sku: '{{sku}}', quantity: 2 }] } },
      keep('order_id', 'id'), check('the order is confirmed', 'status', "'confirmed'")),
    step('getOrder', ofOrder,
      check('it is the order that was placed', 'id', "pm.collectionVariables.get('order_id')"),
      check('2 are reserved for it', 'lines[0].reserved', 2)),
    step('cancelOrder', ofOrder, check('the order is cancelled', 'status', "'cancelled'")),
    step('getInventory', ofSku, check('nothing is reserved any more', 'totals.reserved', 0),
      "pm.collectionVariables.unset('sku');"),
  ],
}

const chapters = descriptions.flatMap((api) => api.tags.map((tag) => ({
  name: api === current ? tag.name : `${tag.name} (${api.info.version})`,
  description: tag.description,
  item: operationsOf(api).filter((one) => one.tags[0] === tag.name)
    .map((one) => ({ name: one.summary, request: requestOf(one) })),
})))

const collection = {
  info: {
    name: current.info.title,
    description: current.info.description,
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
  },
  auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
  variable: [
    { key: 'base_url', value: 'http://localhost:5000' },
    { key: 'username', value: 'admin' },
    ...['password', 'token', 'sku', 'order_id'].map((key) => ({ key, value: '' })),
  ],
  item: [flow, ...chapters],
}
writeFileSync(target, JSON.stringify(collection, null, 2) + '\n')
