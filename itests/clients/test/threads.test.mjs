import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { it } from '../support/test.mjs'
import { agent, call, nobody, UUID } from '../support/demijohn.mjs'
import { contents, kinds } from '../support/messages.mjs'
import { say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'

const status = code => error => error.status === code
const ids = threads => threads.map(thread => thread.thread_id)

eachSdk('threads', (client, sdk) => {
  async function finished(metadata) {
    const thread = await client.threads.create({ metadata })
    const model = await script(say('done ', 'so'))
    await client.runs.wait(thread.thread_id, agent, { input: model.input })
    return { ...thread, model }
  }

  it('creates one and gets it back', async () => {
    const made = await client.threads.create({ metadata: { a: { b: 1 } }, graphId: agent })
    assert.match(made.thread_id, UUID)
    assert.equal(made.status, 'idle')
    assert.deepEqual(made.metadata, { a: { b: 1 }, graph_id: agent })
    const got = await client.threads.get(made.thread_id)
    assert.equal(got.thread_id, made.thread_id)
    assert.deepEqual(got.metadata, made.metadata)
    for (const field of ['created_at', 'updated_at']) assert.match(got[field], /^\d{4}-\d\d-\d\dT.*Z$/)
  })

  it('takes an id, refuses it twice, or gives what is there', async () => {
    const threadId = randomUUID()
    assert.equal((await client.threads.create({ threadId, metadata: { n: 1 } })).thread_id, threadId)
    await assert.rejects(client.threads.create({ threadId }), status(409))
    await assert.rejects(client.threads.create({ threadId, ifExists: 'raise' }), status(409))
    const same = await client.threads.create({ threadId, metadata: { n: 2 }, ifExists: 'do_nothing' })
    assert.equal(same.metadata.n, 1)
  })

  it('merges metadata on update', async () => {
    const { thread_id: id } = await client.threads.create({ metadata: { a: 1, b: 1 } })
    assert.deepEqual((await client.threads.update(id, { metadata: { b: 2, c: 3 } })).metadata, { a: 1, b: 2, c: 3 })
    assert.deepEqual((await client.threads.get(id)).metadata, { a: 1, b: 2, c: 3 })
  })

  it('deletes', async () => {
    const { thread_id: id } = await finished()
    await client.threads.delete(id)
    await assert.rejects(client.threads.get(id), status(404))
    await assert.rejects(client.threads.getState(id), status(404))
    await assert.rejects(client.threads.delete(id), status(404))
  })

  it('copies a conversation, and the copies part', async () => {
    const source = await finished({ origin: 'source' })
    const copy = await client.threads.copy(source.thread_id)
    assert.notEqual(copy.thread_id, source.thread_id)
    const before = await client.threads.getState(source.thread_id)
    const copied = await client.threads.getState(copy.thread_id)
    assert.deepEqual(copied.values, before.values)
    assert.equal(copied.checkpoint.thread_id, copy.thread_id)
    assert.equal((await client.threads.get(copy.thread_id)).metadata.origin, 'source')
    const history = await client.threads.getHistory(copy.thread_id)
    assert.deepEqual(history.map(s => s.metadata.step), [1, 0, -1])
    const more = await script(say('more'))
    await client.runs.wait(copy.thread_id, agent, { input: more.input })
    assert.equal((await client.threads.getState(copy.thread_id)).values.messages.length, 4)
    assert.deepEqual((await client.threads.getState(source.thread_id)).values, before.values)
  })

  it('keeps what a run left: values, status, graph in the metadata', async () => {
    const { thread_id: id } = await finished({ mine: 1 })
    const thread = await client.threads.get(id)
    assert.equal(thread.status, 'idle')
    assert.deepEqual(kinds(thread.values), ['human', 'ai'])
    assert.equal(thread.metadata.graph_id, agent)
    assert.match(thread.metadata.assistant_id, UUID)
    assert.equal(thread.metadata.mine, 1)
  })

  it('searches by nested metadata and pages, newest first', async () => {
    const mark = randomUUID()
    const made = []
    for (const n of [1, 2, 3]) made.push(await client.threads.create({ metadata: { mark, deep: { n, list: [n] } } }))
    const newestFirst = ids(made).reverse()
    const search = query => client.threads.search({ metadata: { mark }, ...query })
    assert.deepEqual(ids(await search()), newestFirst)
    assert.deepEqual(ids(await search({ metadata: { mark, deep: { n: 2 } } })), [made[1].thread_id])
    assert.deepEqual(ids(await search({ limit: 1, offset: 1 })), [made[1].thread_id])
    assert.deepEqual(ids(await search({ sortBy: 'created_at', sortOrder: 'asc' })), ids(made))
    assert.deepEqual(ids(await search({ metadata: { mark, deep: { n: 9 } } })), [])
    assert.deepEqual(ids(await search({ ids: [made[0].thread_id, nobody] })), [made[0].thread_id])
  })

  it('searches by status and by values', async () => {
    const mark = randomUUID()
    const done = await finished({ mark })
    const paused = await client.threads.create({ metadata: { mark } })
    const model = await script(say('never'))
    await client.runs.wait(paused.thread_id, agent, { input: model.input, interruptBefore: ['agent'] })
    const search = query => client.threads.search({ metadata: { mark }, ...query })
    assert.deepEqual(ids(await search({ status: 'idle' })), [done.thread_id])
    assert.deepEqual(ids(await search({ status: 'interrupted' })), [paused.thread_id])
    assert.deepEqual(ids(await search({ status: 'busy' })), [])
    const byValue = await call('POST', '/threads/search', {
      body: { metadata: { mark }, values: { messages: [{ content: done.model.prompt }] } },
    })
    assert.deepEqual(ids(byValue.json), [done.thread_id])
    const counted = await call('POST', '/threads/count', { body: { metadata: { mark }, status: 'idle' } })
    assert.equal(counted.json, 1)
    if (client.threads.count) assert.equal(await client.threads.count({ metadata: { mark } }), 2)
  })

  if (!sdk.legacy) {
    it('selects fields', async () => {
      const made = await client.threads.create({ metadata: { mark: randomUUID() } })
      const [found] = await client.threads.search({ metadata: made.metadata, select: ['thread_id', 'status'] })
      assert.deepEqual(found, { thread_id: made.thread_id, status: 'idle' })
    })
  }

  it('begins with supersteps of another conversation', async () => {
    const { thread_id: id } = await client.threads.create({
      graphId: agent,
      supersteps: [
        { updates: [{ values: { messages: [{ type: 'human', content: 'old question' }] }, asNode: '__start__' }] },
        { updates: [{ values: { messages: [{ type: 'ai', content: 'old answer' }] }, asNode: 'agent' }] },
      ],
    })
    const state = await client.threads.getState(id)
    assert.deepEqual(contents(state.values), ['old question', 'old answer'])
    assert.deepEqual(state.next, [])
    const model = await script(say('new answer'))
    const values = await client.runs.wait(id, agent, { input: model.input })
    assert.deepEqual(contents(values), ['old question', 'old answer', model.prompt, 'new answer'])
  })

  it('says what is wrong with a request', async () => {
    await assert.rejects(client.threads.get(nobody), error => {
      assert.equal(error.status, 404)
      assert.match(JSON.parse(error.text).detail, /\S/)
      return true
    })
    for (const ask of [() => client.threads.update(nobody, { metadata: {} }), () => client.threads.copy(nobody)])
      await assert.rejects(ask, status(404))
    for (const ask of [() => client.threads.getState(nobody), () => client.threads.getHistory(nobody)])
      await assert.rejects(ask, status(404))
    await assert.rejects(client.threads.get('not-a-uuid'), error => [400, 422].includes(error.status))
    for (const body of ['{', { thread_id: 'not-a-uuid' }, { metadata: 'x' }]) {
      const answer = await call('POST', '/threads', { body })
      assert.ok([400, 422].includes(answer.status), `${JSON.stringify(body)}: ${answer.status}`)
      assert.match(answer.json.detail, /\S/)
    }
  })
})
