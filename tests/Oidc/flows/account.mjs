// What people look after themselves: an authenticator app, recovery codes, sessions, and passkeys with an authenticator
// that Chromium plays. Without scripts as far as it goes.
import './ground.mjs'
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { browse, issuer, listen, password, registerClient, registerUser, signIn } from './support.mjs'

const require = createRequire(import.meta.url)
const at = (path) => new URL(path, issuer).href
const user = await registerUser()

/** A code of an authenticator app (RFC 6238), some periods from now. */
function totp(secret, periods = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret.replaceAll(' ', '')].map((sign) => alphabet.indexOf(sign).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + periods))
  const digest = createHmac('sha1', key).update(counter).digest()
  return String((digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function begin(page) {
  await page.goto(at('/account/authenticator'))
  await page.getByLabel('Your password').fill(password)
  await page.getByRole('button', { name: 'Set up' }).click()
  return await page.locator('#secret').textContent()
}

async function confirmPassword(page, button) {
  await page.getByLabel('Your password').fill(password)
  await page.getByRole('button', { name: button }).click()
}

async function signOut(page) {
  await page.goto(at('/connect/logout'))
  await page.getByRole('button', { name: 'Sign out' }).click()
}

async function signInWith(page, code) {
  await page.goto(at('/sign-in'))
  await signIn(page, user)
  await page.getByLabel('Code of your authenticator app').fill(code)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'You are signed in' }).waitFor()
}

// The second factor, without scripts.
await browse(async (page, context) => {
  await page.goto(at('/account'))
  await signIn(page, user)
  await page.getByRole('heading', { name: 'Your account' }).waitFor()
  await page.goto(at('/account/authenticator'))
  await page.getByLabel('Your password').fill('not the password')
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByRole('alert').waitFor()
  const secret = await begin(page)
  await page.getByRole('img', { name: /QR code/ }).waitFor()
  await page.getByLabel('The code that the app shows now').fill('000000')
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('The code that the app shows now').fill(totp(secret))
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor()
  const codes = await page.locator('.codes code').allTextContents()
  assert.equal(codes.length, 10)
  await page.goto(at('/account/authenticator'))
  assert.equal(await page.locator('.codes code').count(), 0)

  await signOut(page)
  await signInWith(page, totp(secret, 1))
  await signOut(page)
  await signInWith(page, codes[0])
  await page.goto(at('/account'))
  await page.getByText('on, 9 recovery codes left').waitFor()

  // New codes take the place of those before.
  await page.goto(at('/account/authenticator'))
  await confirmPassword(page, 'New recovery codes')
  const [fresh] = await page.locator('.codes code').allTextContents()
  assert.ok(!codes.includes(fresh))

  // Another browser is signed in; this one ends that.
  await browse(async (other) => {
    await other.goto(at('/sign-in'))
    await signIn(other, user)
    await other.getByLabel('Code of your authenticator app').fill(fresh)
    await other.getByRole('button', { name: 'Sign in' }).click()
    await other.goto(at('/account'))
    await other.getByRole('heading', { name: 'Your account' }).waitFor()
    await page.goto(at('/account'))
    assert.equal(await page.getByText('Elsewhere').count(), 1)
    await page.getByRole('button', { name: 'End the session' }).click()
    await page.getByText('Elsewhere').waitFor({ state: 'detached' })
    await other.goto(at('/account'))
    await other.getByLabel('Password').waitFor()
  })

  await page.goto(at('/account/authenticator'))
  await confirmPassword(page, 'Turn off')
  await page.getByRole('button', { name: 'Set up' }).waitFor()
  await page.goto(at('/account/passkeys'))
  await page.getByText('This browser cannot make passkeys').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Add' }).count(), 0)
  await context.clearCookies()
  await page.goto(at('/sign-in'))
  assert.equal(await page.getByRole('button', { name: 'Use a passkey' }).count(), 0)
})

// Passkeys, with the page's own script under the page's own policy.
const callback = await listen()
const shop = await registerClient({
  name: 'Shop', grants: ['authorization_code'], redirect_uris: [`${callback.address}/signed-in`], trusted: true,
})
await browse(async (page, context) => {
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto(at('/account/passkeys'))
  await signIn(page, user)
  await page.getByLabel('What you call it').fill('Phone <b>')
  await page.getByLabel('Your password').fill('not the password')
  await page.getByRole('button', { name: 'Add' }).click()
  await page.getByText('The password is wrong').waitFor()
  await confirmPassword(page, 'Add')
  await page.getByText('Phone <b>').first().waitFor()

  await signOut(page)
  await page.goto(at('/sign-in'))
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText(user.username).waitFor()

  // On the way from a client, and back to it.
  await signOut(page)
  const ask = new URL('/connect/authorize', issuer)
  ask.search = new URLSearchParams({
    client_id: shop.id, redirect_uri: `${callback.address}/signed-in`, response_type: 'code', scope: 'openid',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
  }).toString()
  await page.goto(ask.href)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  assert.ok((await callback.next()).searchParams.get('code'))
  await page.getByRole('heading', { name: 'Back at the client' }).waitFor()

  await page.goto(at('/account/passkeys'))
  await page.getByRole('button', { name: 'Remove the passkey' }).click()
  await page.getByText('You have none.').waitFor()
  await signOut(page)
  await page.goto(at('/sign-in'))
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('This passkey is not one of a user').waitFor()
}, { javaScriptEnabled: true })
callback.close()

// The picture says what the text says, and the pages are accessible; the tools are no part of them.
const tools = await Promise.all(['axe-core/axe.min.js', 'jsqr'].map((name) => readFile(require.resolve(name), 'utf8')))
await browse(async (page) => {
  async function judge(path) {
    for (const tool of tools) {
      await page.evaluate(tool)
    }
    const { violations } = await page.evaluate(() => globalThis.axe.run())
    assert.deepEqual(violations.map((broken) => `${path}: ${broken.id}: ${broken.help}`), [])
  }

  for (const path of ['/account', '/account/authenticator', '/account/passkeys']) {
    await page.goto(at(path))
    if (await page.getByLabel('User name').count()) {
      await signIn(page, user)
    }
    await judge(path)
  }
  const secret = (await begin(page)).replaceAll(' ', '')
  await judge('/account/authenticator begun')
  const seen = await page.evaluate(async () => {
    const text = new XMLSerializer().serializeToString(document.querySelector('svg.qr'))
    const picture = new Image(300, 300)
    picture.src = 'data:image/svg+xml,' + encodeURIComponent(text)
    await picture.decode()
    const canvas = document.createElement('canvas').getContext('2d')
    Object.assign(canvas.canvas, { width: 300, height: 300 })
    canvas.drawImage(picture, 0, 0, 300, 300)
    return globalThis.jsQR(canvas.getImageData(0, 0, 300, 300).data, 300, 300)?.data
  })
  assert.equal(new URL(seen).searchParams.get('secret'), secret)
  assert.equal(new URL(seen).protocol, 'otpauth:')
}, { javaScriptEnabled: true, bypassCSP: true })
