// Where the platform under test is, and the few calls that no SDK makes.

const need = name => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: start the suites with "node run.mjs"`)
  return value
}

export const base = need('DEMIJOHN_URL').replace(/\/$/, '')
export const key = need('DEMIJOHN_KEY')
/** An agent over our own scripted model, with the tools calculator, time and gated. */
export const agent = need('CLIENTS_AGENT')
/** Model names in Demijohn: our scripted model (twice, see below), the other make's server, the built-in simulated one. */
export const models = {
  scripted: need('CLIENTS_MODEL'),
  anthropic: need('CLIENTS_ANTHROPIC_MODEL'),
  aimock: need('CLIENTS_AIMOCK_MODEL'),
  simulated: 'simulated',
}
/** The scripted model behind two providers: OpenAI's dialect and Anthropic's. */
export const providers = [models.scripted, models.anthropic]
/** An id that no thread, run or assistant has. */
export const nobody = '00000000-0000-4000-8000-000000000000'

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A request with the key, unread: the caller sees headers as soon as they come. */
export function send(method, path, { body, headers, signal } = {}) {
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  return fetch(base + path, {
    method,
    signal,
    headers: { 'x-api-key': key, ...json, ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** The same, read: `{status, headers, json}`, json undefined when there is no JSON body. */
export async function call(method, path, options) {
  const response = await send(method, path, options)
  const text = await response.text()
  let json
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status: response.status, headers: response.headers, json, text }
}

export { eventually } from './eventually.mjs'
