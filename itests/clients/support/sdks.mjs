// The three versions of the SDK under test, each as its package exports it.
import { describe } from 'node:test'
import { base, key } from './demijohn.mjs'

const packages = { '2.0.0': 'lg-200', '1.15.0': 'lg-115', '0.1.10': 'lg-0110' }

async function load(version, name) {
  const { Client } = await import(name)
  return {
    version,
    name,
    legacy: version === '0.1.10',
    Client,
    client: (options = {}) => new Client({ apiUrl: base, apiKey: key, ...options }),
  }
}

export const sdks = await Promise.all(Object.entries(packages).map(entry => load(...entry)))

/** The suite once per version; the body registers its tests with that version's client. */
export function eachSdk(title, body) {
  for (const sdk of sdks) describe(`${title}, SDK ${sdk.version}`, async () => body(sdk.client(), sdk))
}
