// Signs in, places an order of one SKU, and reads it back: npm start SKU QUANTITY
// Everything sent and everything read is checked by the types of the description (storehouse.d.ts).
import createClient from 'openapi-fetch';
import { randomUUID } from 'node:crypto';
import type { components, paths } from './storehouse.js';

type Order = components['schemas']['Order'];

const { STOREHOUSE_URL = 'http://localhost:5000', STOREHOUSE_USER = 'admin', STOREHOUSE_PASSWORD = '' } = process.env;
const [sku = '85123A', quantity = '1'] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: STOREHOUSE_URL });

async function signIn(username: string, password: string): Promise<void> {
  const { data, error } = await api.POST('/api/v1/login', { body: { username, password } });
  if (error) {
    throw new Error(error.detail);
  }

  api.use({
    onRequest({ request }) {
      request.headers.set('Authorization', `Bearer ${data.access_token}`);
      return request;
    },
  });
}

/** Places an order; the key makes a repeat of the request safe. */
async function placeOrder(lines: components['schemas']['NewOrder']['lines']): Promise<Order> {
  const { data, error } = await api.POST('/api/v1/orders', {
    params: { header: { 'Idempotency-Key': randomUUID() } },
    body: { lines },
  });
  if (!error) {
    return data;
  }

  switch (error.code) {
    case 'out_of_stock':
      throw new Error(error.lines
        .map((line) => `${line.sku}: ${line.requested} requested, ${line.available} available`).join('\n'));
    case 'validation_failed':
      throw new Error((error.errors ?? []).map((fault) => `${fault.pointer ?? ''} ${fault.detail}`).join('\n'));
    default:
      throw new Error(`${error.detail} (${error.code})`);
  }
}

async function readOrder(id: string): Promise<Order> {
  const { data, error } = await api.GET('/api/v1/orders/{id}', { params: { path: { id } } });
  if (error) {
    throw new Error(error.detail);
  }

  return data;
}

try {
  await signIn(STOREHOUSE_USER, STOREHOUSE_PASSWORD);
  const placed = await placeOrder([{ sku, quantity: Number(quantity) }]);
  const order = await readOrder(placed.id);
  console.log(`${order.id} ${order.status}`);
  for (const line of order.lines) {
    console.log(`  ${line.quantity} of ${line.sku}, ${line.reserved} reserved`);
  }
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
