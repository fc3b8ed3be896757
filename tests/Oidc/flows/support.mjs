// What the flows share: the server under test, a client's own address, and a browser.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import { chromium } from 'playwright-core'

export const issuer = process.env.ISSUER
export const password = 'a long enough password'
const waitsAtMost = 15_000

/** Asks the REST API, as the administrator unless told otherwise. */
export async function api(method, path, body, token = process.env.ADMIN_TOKEN) {
  const answer = await fetch(new URL('/api/v1' + path, issuer), {
    method,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, body: text ? JSON.parse(text) : null }
}

/** Registers a client; only the answer to this has its secret. */
export async function registerClient(client) {
  const made = await api('POST', '/clients', client)
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return made.body
}

export async function registerUser() {
  const username = `person-${randomUUID().slice(0, 8)}`
  const made = await api('POST', '/users', { username, password, email: `${username}@example.com` }, null)
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return { ...made.body, username }
}

/** A client's own page on the loopback: the requests that reach it, one by one. */
export async function listen() {
  const arrived = []
  const waiting = []
  const server = createServer((request, response) => {
    const url = new URL(request.url, `http://127.0.0.1:${server.address().port}`)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end('<!doctype html><html lang="en"><title>Client</title><h1>Back at the client</h1></html>')
    if (url.pathname !== '/favicon.ico') {
      (waiting.shift() ?? ((late) => arrived.push(late)))(url)
    }
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    next: () => bounded(arrived.length ? Promise.resolve(arrived.shift()) : new Promise((done) => waiting.push(done))),
    close: () => { server.closeAllConnections(); server.close() },
  }
}

/** A browser. Without scripts unless told otherwise: the pages must need none. */
export async function browse(work, { javaScriptEnabled = false, bypassCSP = false } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  })
  try {
    const context = await browser.newContext({ javaScriptEnabled, bypassCSP })
    context.setDefaultTimeout(waitsAtMost)
    const page = await context.newPage()
    const refused = []
    context.on('console', (message) => {
      if (/Content Security Policy|Refused/i.test(message.text())) refused.push(message.text())
    })
    const result = await work(page, context)
    assert.deepEqual(refused, [], 'the pages break their own content policy')
    return result
  } finally {
    await browser.close()
  }
}

export async function signIn(page, user) {
  await page.getByLabel('User name').fill(user.username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

function bounded(promise) {
  let timer
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`nothing within ${waitsAtMost} ms`)), waitsAtMost)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
