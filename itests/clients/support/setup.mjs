// Makes the platform under test ready: two upstreams and a tool by configuration files, agents by
// the admin API.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export const ORIGIN = 'http://localhost:3000'
const SECRET = 'a-secret-of-the-clients-suites'
const LIMIT_MS = 60_000

async function write(etc, name, lines) {
  const path = join(etc, name)
  await mkdir(join(path, '..'), { recursive: true })
  const before = await readFile(path, 'utf8').catch(() => undefined)
  await writeFile(path, lines, { mode: 0o600 })
  return () => (before === undefined ? rm(path, { force: true }) : writeFile(path, before))
}

const properties = entries => Object.entries(entries).map(([name, value]) => `${name}=${value}\n`).join('')

const upstream = (name, url) =>
  properties({ name, 'base.url': `${url}/v1`, model: 'mock', 'api.key': 'secret:CLIENTS_MOCK_KEY' })

async function admin(method, path, body) {
  const response = await fetch(process.env.DEMIJOHN_URL + path, {
    method,
    headers: { 'x-api-key': process.env.DEMIJOHN_KEY, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return text ? JSON.parse(text) : undefined
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

const has = names => async () => {
  const ids = (await admin('GET', '/v1/models')).data.map(model => model.id)
  return names.every(name => ids.includes(name)) || `models are ${ids}`
}

export async function configure({ mock, aimock, id }) {
  const etc = process.env.DEMIJOHN_ETC
  if (!etc) throw new Error('DEMIJOHN_ETC is not set: name the etc folder of the running platform')
  const names = { CLIENTS_MODEL: `scripted-${id}`, CLIENTS_AIMOCK_MODEL: `aimock-${id}` }
  const agents = { CLIENTS_AGENT: `clients-${id}`, CLIENTS_AIMOCK_AGENT: `clients-aimock-${id}` }
  Object.assign(process.env, names, agents, { CLIENTS_SECRET: SECRET })
  const undo = [
    await write(etc, 'secrets/CLIENTS_MOCK_KEY', SECRET),
    await write(etc, `io.demijohn.provider.openai-${id}1.cfg`, upstream(names.CLIENTS_MODEL, mock)),
    await write(etc, `io.demijohn.provider.openai-${id}2.cfg`, upstream(names.CLIENTS_AIMOCK_MODEL, aimock)),
    await write(etc, `io.demijohn.tool.http-${id}.cfg`, gatedTool(mock)),
  ]
  await until('the models', has(Object.values(names)))
  await define(agents.CLIENTS_AGENT, names.CLIENTS_MODEL, ['calculator', 'time', 'gated'])
  await define(agents.CLIENTS_AIMOCK_AGENT, names.CLIENTS_AIMOCK_MODEL, ['calculator'])
  return async () => {
    for (const name of Object.values(agents)) await admin('DELETE', `/admin/agents/${name}`)
    for (const step of undo) await step()
  }
}

const define = (name, model, tools) =>
  until(`agent ${name}`, async () => {
    await admin('POST', '/admin/agents', { name, model, instructions: 'Answer as the script says.', tools })
    return true
  })

const gatedTool = mock => properties({
  name: 'gated',
  description: 'Answers when the test lets it',
  url: `${mock}/tools/gated`,
  method: 'POST',
})
