// The pages by themselves: with the keyboard alone, and as axe-core judges them.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { browse, issuer, listen, password, registerClient, registerUser, signIn } from './support.mjs'

const callback = await listen()
const user = await registerUser()
const client = await registerClient({
  name: 'Shop <b>bold</b>', grants: ['authorization_code'], redirect_uris: [`${callback.address}/signed-in`],
  scopes: ['orders.read'],
})
const consent = new URL('/connect/authorize', issuer)
consent.search = new URLSearchParams({
  client_id: client.id, redirect_uri: `${callback.address}/signed-in`, response_type: 'code',
  scope: 'openid orders.read', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256', prompt: 'consent',
}).toString()

// No pointer: the first field has the focus, and Tab leads on in the order of the page.
await browse(async (page) => {
  await page.goto(consent.href)
  await page.locator('input:focus').waitFor()
  await page.keyboard.type(user.username)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Allow Shop <b>bold</b> access?' }).waitFor()
  assert.equal(await page.locator('b').count(), 0)
  await page.getByRole('button', { name: 'Deny' }).focus()
  await page.keyboard.press('Enter')
  assert.equal((await callback.next()).searchParams.get('error'), 'access_denied')
})

// axe-core needs scripts of its own; the pages still have none.
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
await browse(async (page) => {
  async function judge(path, act) {
    await page.goto(new URL(path, issuer).href)
    await act?.()
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => globalThis.axe.run())
    assert.deepEqual(violations.map((broken) => `${path}: ${broken.id}: ${broken.help}`), [])
  }

  await judge('/register')
  await judge('/sign-in', async () => {
    await page.getByLabel('User name').fill('nobody')
    await page.getByLabel('Password').fill('wrong password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
  })
  await judge('/connect/authorize?client_id=nobody')
  await judge(consent.pathname + consent.search, () => signIn(page, user))
  await judge('/connect/verify')
  await judge('/connect/logout')
}, { javaScriptEnabled: true, bypassCSP: true })
callback.close()
