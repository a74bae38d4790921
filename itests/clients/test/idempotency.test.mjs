// The same request sent twice, as a client does that lost the answer.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe } from 'node:test'
import { agent, call, key, models, send } from '../support/demijohn.mjs'
import { rawEvents } from '../support/events.mjs'
import { say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'
import { it } from '../support/test.mjs'

const keyed = (name = randomUUID()) => ({ 'idempotency-key': name })
const thread = async () => (await call('POST', '/threads', { body: {} })).json.thread_id
const twice = async (path, body, headers = keyed()) =>
  Promise.all([call('POST', path, { body, headers }), call('POST', path, { body, headers })])

async function refusesAnother(path, body, headers) {
  const other = await call('POST', path, { body, headers })
  assert.equal(other.status, 422, other.text)
  assert.match(other.text, /Idempotency-Key/)
}

eachSdk('an idempotency key', (_, sdk) => {
  it('makes one run of two', async () => {
    const client = sdk.client({ defaultHeaders: keyed() })
    const id = await thread()
    const model = await script(say('once'))
    const create = () => client.runs.create(id, agent, { input: model.input })
    const [one, two] = await Promise.all([create(), create()])
    assert.equal(one.run_id, two.run_id)
    await client.runs.join(id, one.run_id)
    assert.equal((await create()).run_id, one.run_id)
    assert.equal((await model.counts()).requests, 1)
  })
})

describe('an idempotency key', () => {
  it('lets a second wait join, and a second stream begin at the beginning', async () => {
    const id = await thread()
    const model = await script({ ...say('one ', 'two'), holdAt: 1 })
    const body = { assistant_id: agent, input: model.input, stream_mode: ['messages-tuple', 'values'] }
    const headers = keyed()
    const first = await send('POST', `/threads/${id}/runs/stream`, { body, headers })
    await model.until('holding')
    const second = await send('POST', `/threads/${id}/runs/stream`, { body, headers })
    assert.equal(second.headers.get('content-location'), first.headers.get('content-location'))
    await refusesAnother(`/threads/${id}/runs/stream`, { ...body, metadata: { other: 1 } }, headers)
    await model.release()
    const events = []
    for (const answer of [first, second]) {
      const own = []
      for await (const event of rawEvents(answer)) own.push(event)
      events.push(own)
    }
    assert.deepEqual(events[1], events[0])
    const waited = await twice(`/threads/${id}/runs/wait`, { assistant_id: agent, input: (await script(say('w'))).input })
    assert.deepEqual(waited[0].json, waited[1].json)
    assert.equal((await call('GET', `/threads/${id}/runs`)).json.length, 2)
  })

  it('makes one thread, copy, edit and assistant of two', async () => {
    const headers = keyed()
    const [one, two] = await twice('/threads', { metadata: { n: 1 } }, headers)
    assert.equal(one.json.thread_id, two.json.thread_id)
    await refusesAnother('/threads', { metadata: { n: 2 } }, headers)
    const id = one.json.thread_id
    const edit = { values: { messages: [{ role: 'user', content: 'edited' }] }, as_node: '__start__' }
    const edits = await twice(`/threads/${id}/state`, edit)
    assert.deepEqual(edits[0].json, edits[1].json)
    assert.equal((await call('GET', `/threads/${id}/state`)).json.values.messages.length, 1)
    const copies = await twice(`/threads/${id}/copy`, {})
    assert.equal(copies[0].json.thread_id, copies[1].json.thread_id)
    const assistants = await twice('/assistants', { graph_id: agent, name: 'once' })
    assert.equal(assistants[0].json.assistant_id, assistants[1].json.assistant_id)
  })

  it('makes one batch and one run without a thread of two', async () => {
    const model = await script(say('x'))
    const body = { assistant_id: agent, input: model.input, on_completion: 'keep' }
    const batches = await twice('/runs/batch', [body, body])
    const ids = answer => answer.json.map(run => run.run_id)
    assert.deepEqual(ids(batches[0]), ids(batches[1]))
    assert.equal(new Set(ids(batches[0])).size, 2)
    const single = await twice('/runs', body)
    assert.equal(single[0].json.run_id, single[1].json.run_id)
  })
})

describe('an idempotency key of what keeps no record', () => {
  const chat = (model, extra) => ({ model: models.scripted, messages: [{ role: 'user', content: model.prompt }], ...extra })

  it('asks the model once, for whole answers and for streams', async () => {
    for (const stream of [false, true]) {
      const model = await script({ ...say('one ', 'two'), holdAt: 1 })
      const headers = keyed()
      const ask = () => call('POST', '/v1/chat/completions', { body: chat(model, { stream }), headers })
      const both = [ask(), ask()]
      await model.until('holding')
      await model.release()
      const [one, two] = await Promise.all(both)
      const later = await ask()
      assert.equal(one.status, 200, one.text)
      assert.deepEqual([two.text, later.text], [one.text, one.text])
      assert.equal((await model.counts()).requests, 1)
      await refusesAnother('/v1/chat/completions', chat(model, { stream, temperature: 0 }), headers)
    }
  })

  it('stops asking when nobody waits any more', async () => {
    const model = await script({ ...say('one ', 'two'), holdAt: 1 })
    const headers = keyed()
    const leaves = [new AbortController(), new AbortController()]
    const asked = leaves.map(({ signal }) =>
      send('POST', '/v1/chat/completions', { body: chat(model), headers, signal }).catch(error => error.name),
    )
    await model.until('holding')
    leaves[0].abort()
    assert.equal(await asked[0], 'AbortError')
    assert.equal((await model.counts()).cancelled, 0)
    leaves[1].abort()
    assert.equal(await asked[1], 'AbortError')
    await model.until('cancelled')
  })

  it('makes one agent of two', async test => {
    const name = `once-${randomUUID().slice(0, 8)}`
    test.after(() => call('DELETE', `/admin/agents/${name}`))
    const [one, two] = await twice('/admin/agents', { name, model: models.scripted })
    assert.deepEqual([one.status, two.status, two.text], [201, 201, one.text])
    assert.equal((await call('POST', '/admin/agents', { body: { name, model: models.scripted } })).status, 409)
  })

  it('must be visible ASCII', async () => {
    for (const name of ['a b', 'k'.repeat(256)]) {
      const refused = await call('POST', '/threads/search', { body: {}, headers: { 'x-api-key': key, 'idempotency-key': name } })
      assert.equal(refused.status, 422)
      assert.match(refused.json.detail, /^Idempotency-Key must/)
    }
  })
})
