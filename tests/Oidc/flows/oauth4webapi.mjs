// The code flow step by step through oauth4webapi, for a public client that registers in the browser; and the
// access token as a resource server of another make would check it (RFC 9068).
import './ground.mjs'
import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'
import { browse, issuer, listen, password, registerClient } from './support.mjs'

const http = { [oauth.allowInsecureRequests]: true }
const callback = await listen()
const app = await registerClient({
  name: 'Phone app',
  type: 'public',
  grants: ['authorization_code', 'refresh_token'],
  redirect_uris: ['http://127.0.0.1/signed-in'],
  scopes: ['orders.read', 'profile'],
})
const client = { client_id: app.id }
const server = await oauth.processDiscoveryResponse(
  new URL(issuer), await oauth.discoveryRequest(new URL(issuer), http))
const verifier = oauth.generateRandomCodeVerifier()
const state = oauth.generateRandomState()
const nonce = oauth.generateRandomNonce()
const redirectUri = `${callback.address}/signed-in`
const address = new URL(server.authorization_endpoint)
for (const [name, value] of Object.entries({
  client_id: app.id, redirect_uri: redirectUri, response_type: 'code', scope: 'openid profile orders.read',
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', state, nonce,
})) {
  address.searchParams.set(name, value)
}

const arrived = await browse(async (page) => {
  await page.goto(address.href)
  await page.getByRole('link', { name: 'Register' }).click()
  await page.getByLabel('User name').fill(`phone-${Date.now()}`)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Register' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  return await callback.next()
})
const parameters = oauth.validateAuthResponse(server, client, arrived, state)
const answer = await oauth.authorizationCodeGrantRequest(
  server, client, oauth.None(), parameters, redirectUri, verifier, http)
const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
  expectedNonce: nonce, requireIdToken: true,
})
const claims = oauth.getValidatedIdTokenClaims(tokens)
await oauth.validateApplicationLevelSignature(server, answer, http)

const request = new Request(new URL('/api/v1/orders', issuer), {
  headers: { authorization: `Bearer ${tokens.access_token}` },
})
const access = await oauth.validateJwtAccessToken(server, request, 'storehouse', http)
assert.equal(access.sub, claims.sub)
assert.equal(access.client_id, app.id)

// An answer of another issuer, mixed in, is refused by its iss.
const mixed = new URL(arrived)
mixed.searchParams.set('iss', 'https://elsewhere.example/')
assert.throws(() => oauth.validateAuthResponse(server, client, mixed, state))
callback.close()
