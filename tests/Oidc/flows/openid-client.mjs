// Every flow through openid-client, which is certified as a relying party; people use a browser without scripts.
import './ground.mjs'
import assert from 'node:assert/strict'
import * as oidc from 'openid-client'
import { api, browse, issuer, listen, registerClient, registerUser, signIn } from './support.mjs'

const insecure = { execute: [oidc.allowInsecureRequests] }
const callback = await listen()
const redirectUri = `${callback.address}/signed-in`
const user = await registerUser()
const web = await registerClient({
  name: 'Web shop',
  grants: ['authorization_code', 'refresh_token'],
  redirect_uris: [redirectUri],
  post_logout_redirect_uris: [`${callback.address}/signed-out`],
  scopes: ['profile', 'email', 'orders.read', 'users.read'],
})

async function discover(client) {
  return await oidc.discovery(new URL(issuer), client.id, undefined,
    client.secret ? oidc.ClientSecretBasic(client.secret) : oidc.None(), insecure)
}

async function codeFlow(page, config, pushed) {
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const parameters = {
    redirect_uri: redirectUri,
    scope: 'openid profile email offline_access orders.read users.read',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }
  const address = pushed
    ? await oidc.buildAuthorizationUrlWithPAR(config, parameters)
    : oidc.buildAuthorizationUrl(config, parameters)
  assert.equal(address.searchParams.has('request_uri'), pushed)
  await page.goto(address.href)
  if (await page.getByLabel('Password').count()) {
    await signIn(page, user)
  }
  const allow = page.getByRole('button', { name: 'Allow' })
  if (await allow.count()) {
    await allow.click()
  }
  const arrived = await callback.next()
  assert.equal(arrived.searchParams.get('iss'), config.serverMetadata().issuer)
  return await oidc.authorizationCodeGrant(config, arrived,
    { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true })
}

await browse(async (page) => {
  const config = await discover(web)
  const server = config.serverMetadata()
  assert.equal(server.authorization_response_iss_parameter_supported, true)
  assert.deepEqual(server.code_challenge_methods_supported, ['S256'])
  assert.deepEqual(server.response_types_supported, ['code'])
  assert.ok(server.id_token_signing_alg_values_supported.includes('RS256'))

  // Code and PKCE, then the API, userinfo, introspection, rotation, reuse, revocation.
  const tokens = await codeFlow(page, config, false)
  assert.equal(tokens.claims().sub, user.id)
  assert.equal((await oidc.fetchUserInfo(config, tokens.access_token, user.id)).email, user.email)
  assert.equal((await api('GET', '/users/me', undefined, tokens.access_token)).body.id, user.id)
  assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, true)
  const second = await oidc.refreshTokenGrant(config, tokens.refresh_token)
  assert.notEqual(second.refresh_token, tokens.refresh_token)
  await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' })
  await assert.rejects(oidc.refreshTokenGrant(config, second.refresh_token), { error: 'invalid_grant' })

  // Pushed; agreed before, so nobody is asked.
  const third = await codeFlow(page, config, true)
  assert.equal(third.claims().sub, user.id)
  await oidc.tokenRevocation(config, third.refresh_token)
  await assert.rejects(oidc.refreshTokenGrant(config, third.refresh_token), { error: 'invalid_grant' })

  // A device that has no browser.
  const till = await registerClient({
    name: 'Till', type: 'public', grants: ['device_code', 'refresh_token'], scopes: ['orders.read'],
  })
  const device = await discover(till)
  const shown = await oidc.initiateDeviceAuthorization(device, { scope: 'openid orders.read' })
  await page.goto(shown.verification_uri)
  await page.getByLabel('The code that your device shows').fill(shown.user_code)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { name: 'Your device is connected' }).waitFor()
  const atTheTill = await oidc.pollDeviceAuthorizationGrant(device, { ...shown, interval: 0.1 })
  assert.equal(atTheTill.claims().sub, user.id)

  // Sign-out leads back to the client, and the session is over.
  const last = await codeFlow(page, config, false)
  await page.goto(oidc.buildEndSessionUrl(config, {
    id_token_hint: last.id_token, post_logout_redirect_uri: `${callback.address}/signed-out`, state: 'bye',
  }).href)
  await page.getByRole('button', { name: 'Sign out' }).click()
  assert.equal((await callback.next()).searchParams.get('state'), 'bye')
  await page.goto(new URL('/sign-in', issuer).href)
  await page.getByLabel('Password').waitFor()
})

// A program of the house's own.
const program = await registerClient({ name: 'Robot', grants: ['client_credentials'], scopes: ['inventory.read'] })
const robot = await oidc.clientCredentialsGrant(await discover(program), { scope: 'inventory.read' })
assert.equal((await api('GET', '/items', undefined, robot.access_token)).status, 200)
callback.close()
