// Makes the platform under test ready: two upstreams and a tool by configuration files, agents by
// the admin API.
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export const ORIGIN = 'http://localhost:3000'
const SECRET = 'a-secret-of-the-clients-suites'
const WEBHOOK_SECRET = `whsec_${Buffer.from('a webhook secret of the suites').toString('base64')}`
const LIMIT_MS = 60_000
// The platform opens its port anew while it is made ready: a request may have gone to the old one.
const ANSWER_MS = 10_000

async function write(etc, name, lines) {
  const path = join(etc, name)
  await mkdir(join(path, '..'), { recursive: true })
  const before = await readFile(path, 'utf8').catch(() => undefined)
  await writeFile(path, lines, { mode: 0o600 })
  return () => (before === undefined ? rm(path, { force: true }) : writeFile(path, before))
}

const properties = entries => Object.entries(entries).map(([name, value]) => `${name}=${value}\n`).join('')

// An answer is held for as long as a test likes: clients that wait for seconds between two
// connections, as they do in the drills, would meet the limit of its silence.
const upstream = (name, url) =>
  properties({
    name,
    'base.url': `${url}/v1`,
    model: 'mock',
    'api.key': 'secret:CLIENTS_MOCK_KEY',
    'idle.timeout.ms': 300_000,
  })

const anthropic = (name, url) =>
  properties({ name, 'base.url': url, model: 'mock', 'api.key': 'secret:CLIENTS_MOCK_KEY', 'idle.timeout.ms': 300_000 })

/** Drops a model's configuration file; answers its path. */
export async function dropModel(etc, name, url, dialect = 'openai') {
  const file = `io.demijohn.provider.${dialect}-${name}.cfg`
  await write(etc, file, dialect === 'openai' ? upstream(name, url) : anthropic(name, url))
  return join(etc, file)
}

class Admin {
  constructor({ url, key }) {
    Object.assign(this, { url, key })
  }

  async call(method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      signal: AbortSignal.timeout(ANSWER_MS),
      headers: { 'x-api-key': this.key, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }

  async has(names) {
    const ids = (await this.call('GET', '/v1/models')).data.map(model => model.id)
    return names.every(name => ids.includes(name)) || `models are ${ids}`
  }

  async define(name, model, tools) {
    await this.call('POST', '/admin/agents', { name, model, instructions: 'Answer as the script says.', tools })
    return true
  }

  /** One turn before all suites: when this fails, they would all fail slowly. */
  async answers(agent) {
    const input = { messages: [{ role: 'user', content: 'hello' }] }
    const answer = await this.call('POST', '/runs/wait', { assistant_id: agent, input })
    const content = answer.messages?.at(-1)?.content
    return content === 'You said: hello' || `the answer is ${JSON.stringify(answer)}`
  }

  async allows(origin) {
    const headers = { origin, 'access-control-request-method': 'POST' }
    const answer = await fetch(`${this.url}/threads`, { method: 'OPTIONS', headers, signal: AbortSignal.timeout(ANSWER_MS) })
    return answer.headers.get('access-control-allow-origin') === origin || `preflight answers ${answer.status}`
  }
}

async function until(what, ask) {
  const end = Date.now() + LIMIT_MS
  for (;;) {
    const answer = await ask().catch(error => error.message)
    if (answer === true) return
    if (Date.now() > end) throw new Error(`${what}: still not after ${LIMIT_MS} ms: ${answer}`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

/**
 * Prepares the platform at `{url, key, etc}`; the upstreams are those of CLIENTS_MOCK and
 * CLIENTS_AIMOCK. Answers the environment that the suites read, and `undo`.
 */
export async function prepare(target) {
  const { CLIENTS_MOCK: mock, CLIENTS_AIMOCK: aimock } = process.env
  const { etc } = target
  const id = randomUUID().slice(0, 8)
  const models = { CLIENTS_MODEL: `scripted-${id}`, CLIENTS_ANTHROPIC_MODEL: `anthropic-${id}`, CLIENTS_AIMOCK_MODEL: `aimock-${id}` }
  const agents = { CLIENTS_AGENT: `clients-${id}`, CLIENTS_AIMOCK_AGENT: `clients-aimock-${id}`, CLIENTS_PAYING_AGENT: `clients-paying-${id}` }
  const admin = new Admin(target)
  const undo = []
  const drop = async (name, lines) => undo.push(await write(etc, name, lines))
  const cleanUp = async () => {
    for (const name of Object.values(agents)) await admin.call('DELETE', `/admin/agents/${name}`).catch(() => undefined)
    for (const step of undo) await step()
  }
  const make = async () => {
    await drop('secrets/CLIENTS_MOCK_KEY', SECRET)
    await drop('secrets/CLIENTS_WEBHOOK', WEBHOOK_SECRET)
    await drop('io.demijohn.webhook.cfg', properties({ secret: 'secret:CLIENTS_WEBHOOK', 'allowed.addresses': '127.0.0.1' }))
    await drop(`io.demijohn.provider.openai-${id}1.cfg`, upstream(models.CLIENTS_MODEL, mock))
    await drop(`io.demijohn.provider.openai-${id}2.cfg`, upstream(models.CLIENTS_AIMOCK_MODEL, aimock))
    await drop(`io.demijohn.provider.anthropic-${id}.cfg`, anthropic(models.CLIENTS_ANTHROPIC_MODEL, mock))
    await drop(`io.demijohn.tool.http-${id}1.cfg`, gatedTool('gated', 'IDEMPOTENT', mock))
    await drop(`io.demijohn.tool.http-${id}2.cfg`, gatedTool('pay', 'EFFECTFUL', mock))
    await until('the models', () => admin.has(Object.values(models)))
    await until('the first agent', () => admin.define(agents.CLIENTS_AGENT, models.CLIENTS_MODEL, ['calculator', 'time', 'gated']))
    await until('the second agent', () => admin.define(agents.CLIENTS_AIMOCK_AGENT, models.CLIENTS_AIMOCK_MODEL, ['calculator']))
    await until('the third agent', () => admin.define(agents.CLIENTS_PAYING_AGENT, models.CLIENTS_MODEL, ['pay']))
    await until('a first answer', () => admin.answers(agents.CLIENTS_AGENT))
  }
  await make().catch(async error => {
    await cleanUp()
    throw error
  })
  return { env: { ...models, ...agents, CLIENTS_SECRET: SECRET, CLIENTS_WEBHOOK_SECRET: WEBHOOK_SECRET }, undo: cleanUp }
}

/** Allows pages of ORIGIN, while the platform runs. */
export async function allowOrigin(target) {
  const path = 'io.demijohn.gateway.cfg'
  const before = await readFile(join(target.etc, path), 'utf8').catch(() => '')
  const others = before.split('\n').filter(line => !line.startsWith('cors.allowed.origins'))
  const undo = await write(target.etc, path, [...others, `cors.allowed.origins=${ORIGIN}`, ''].join('\n'))
  await until('the allowed origin', () => new Admin(target).allows(ORIGIN))
  return undo
}

const gatedParameters = {
  type: 'object',
  properties: { key: { type: 'string' }, label: { type: 'string' } },
  required: ['key'],
}

/** When it is idempotent, a call whose outcome a crash hid is made again; else a person is asked. */
const gatedTool = (name, effect, mock) =>
  properties({
    name,
    description: 'Answers when the test lets it',
    url: `${mock}/tools/gated`,
    method: 'POST',
    parameters: JSON.stringify(gatedParameters),
    'side.effect': effect,
    'allow.private.addresses': true,
  })
