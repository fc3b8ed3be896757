// The docs in a browser: the whole API is there, a person signs in through the pages and sends a request from them.
import assert from 'node:assert/strict'
import { browse, issuer, registerUser, signIn } from './support.mjs'

const user = await registerUser()
await browse(async (page, context) => {
  const asked = []
  context.on('request', (request) => asked.push(request))
  await page.goto(new URL('/docs', issuer).href)
  await page.getByRole('heading', { name: 'Storehouse', exact: true }).waitFor()
  const { paths, tags } = await (await fetch(new URL('/openapi/v1.json', issuer))).json()
  for (const tag of tags) {
    await page.getByRole('link', { name: tag.name, exact: true }).waitFor()
  }

  const opened = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Authorize', exact: true }).click()
  const window = await opened
  await signIn(window, user)
  await window.getByRole('heading', { name: 'Allow Storehouse docs access?' }).waitFor()
  const closed = window.waitForEvent('close')
  await window.getByRole('button', { name: 'Allow' }).click()
  await closed

  const { summary } = paths['/api/v1/users/me'].get
  await page.getByRole('button', { name: 'Open Group - Users' }).click()
  await page.getByRole('link', { name: summary }).click()
  await page.getByRole('button', { name: 'Test Request (get /api/v1/users/me)' }).click()
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/api/v1/users/me')
  await page.getByRole('dialog').getByRole('button', { name: /^Send/ }).first().click()
  const answer = await answered
  assert.equal(answer.status(), 200)
  assert.equal((await answer.json()).username, user.username)
  await page.getByRole('dialog').getByText('200 OK').waitFor()
  await page.getByRole('dialog').getByText(`"${user.username}"`).waitFor()

  // Nothing leaves for elsewhere, and PKCE goes with the code.
  const elsewhere = asked.map((request) => request.url()).filter((url) => /^(https?|wss?):/.test(url))
    .filter((url) => new URL(url).origin !== new URL(issuer).origin)
  assert.deepEqual(elsewhere, [])
  const token = asked.find((request) => new URL(request.url()).pathname === '/connect/token')
  assert.ok(new URLSearchParams(token.postData()).get('code_verifier'), token.postData())
  assert.ok(asked.some((request) => request.url().endsWith('/openapi/v2.json')), 'version 2 was not asked for')
}, { javaScriptEnabled: true })
