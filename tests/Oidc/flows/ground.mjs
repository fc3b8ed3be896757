// What the libraries expect of the ground they stand on, and Node.js 18 keeps in a module.
import { webcrypto } from 'node:crypto'

globalThis.crypto ??= webcrypto
globalThis.CryptoKey ??= webcrypto.CryptoKey
