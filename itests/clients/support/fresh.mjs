// A model of its own for a test that breaks it: a breaker or a cool-down that opens there holds up
// no other test.
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { call, eventually } from './demijohn.mjs'
import { dropModel } from './setup.mjs'

const listed = async () => (await call('GET', '/v1/models')).json.data.map(model => model.id)

/** The name of a new model over the scripted server, gone when the test is. */
export async function freshModel(test, base = 'fresh', dialect = 'openai') {
  const name = `${base}-${randomUUID().slice(0, 8)}`
  const file = await dropModel(process.env.DEMIJOHN_ETC, name, process.env.CLIENTS_MOCK, dialect)
  test.after(() => rm(file, { force: true }))
  await eventually(listed, ids => ids.includes(name), 30_000)
  return { name, file, gone: () => eventually(listed, ids => !ids.includes(name), 30_000), listed }
}

/** The same with an agent of its own; answers the agent's name. */
export async function freshAgent(test) {
  const { name } = await freshModel(test, 'faulty')
  const made = await call('POST', '/admin/agents', { body: { name, model: name, tools: ['calculator'] } })
  if (made.status !== 201) throw new Error(`agent ${name}: ${made.status} ${made.text}`)
  test.after(() => call('DELETE', `/admin/agents/${name}`))
  return name
}
