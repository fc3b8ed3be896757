// Takes a form's passkey from the browser (W3C Web Authentication): asks the server for options, the browser for a
// credential, and sends that in the form's own field. Without it such forms stay hidden, and all else works.
'use strict'
{
  const able = window.PublicKeyCredential?.parseCreationOptionsFromJSON !== undefined

  const ask = async (form) => {
    const answer = await fetch(form.dataset.options, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
    if (!answer.headers.get('content-type')?.startsWith('application/json')) {
      throw new Error('This page is too old. Load it again.')
    }
    const options = await answer.json()
    if (!answer.ok) {
      throw new Error(options.fault)
    }
    const credential = form.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
    form.elements.credential.value = JSON.stringify(credential)
    form.submit()
  }

  for (const form of able ? document.querySelectorAll('form[data-passkey]') : []) {
    const button = form.querySelector('button')
    const fault = form.querySelector('[role=alert]')
    form.hidden = false
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      button.disabled = true
      fault.hidden = true
      ask(form).catch((error) => {
        fault.textContent = error.name === 'NotAllowedError' ? 'The browser was not allowed to, or took too long.'
          : error.name === 'InvalidStateError' ? 'This device has a passkey of yours already.' : error.message
        fault.hidden = false
        button.disabled = false
      })
    })
  }

  for (const text of able ? document.querySelectorAll('[data-without-passkeys]') : []) {
    text.hidden = true
  }
}
