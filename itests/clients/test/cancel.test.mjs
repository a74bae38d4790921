import assert from 'node:assert/strict'
import { it } from '../support/test.mjs'
import { agent, eventually } from '../support/demijohn.mjs'
import { collect, hasText, named, nextOf } from '../support/events.mjs'
import { contents, last } from '../support/messages.mjs'
import { callTools, gate, say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'

eachSdk('cancel', client => {
  const thread = async () => (await client.threads.create()).thread_id

  async function running(payload) {
    const id = await thread()
    const model = await script({ ...say('one ', 'two'), holdAt: 1 })
    const run = await client.runs.create(id, agent, { input: model.input, ...payload })
    await model.until('holding')
    return { id, model, run: run.run_id }
  }

  it('and wait: the run is stopped, the model’s connection closed', async () => {
    const { id, model, run } = await running()
    await client.runs.cancel(id, run, true)
    assert.equal((await client.runs.get(id, run)).status, 'interrupted')
    await model.until('cancelled')
    assert.notEqual((await client.threads.get(id)).status, 'busy')
  })

  it('without waiting: it stops soon', async () => {
    const { id, model, run } = await running()
    await client.runs.cancel(id, run)
    await eventually(() => client.runs.get(id, run), found => found.status === 'interrupted')
    await model.until('cancelled')
  })

  it('keeps the steps done, and the thread goes on', async () => {
    const id = await thread()
    const model = await script(callTools(['calculator', { expression: '1+1' }]), { ...say('x ', 'y'), holdAt: 0 })
    const run = await client.runs.create(id, agent, { input: model.input })
    await model.until('holding')
    await client.runs.cancel(id, run.run_id, true)
    const state = await client.threads.getState(id)
    assert.deepEqual(state.values.messages.map(m => m.type), ['human', 'ai', 'tool'])
    assert.deepEqual(state.next, ['agent'])
    const more = await script(say('on'))
    assert.equal(last(await client.runs.wait(id, agent, { input: more.input })).content, 'on')
  })

  it('ends the stream without an error', async () => {
    const id = await thread()
    const model = await script({ ...say('one ', 'two'), holdAt: 1 })
    let run
    const streamed = client.runs.stream(id, agent, {
      input: model.input,
      streamMode: 'messages-tuple',
      onRunCreated: created => (run = created.run_id),
    })
    const iterator = streamed[Symbol.asyncIterator]()
    await nextOf(iterator, hasText)
    await client.runs.cancel(id, run, true)
    const rest = await collect({ [Symbol.asyncIterator]: () => iterator })
    assert.equal(rest.some(named('error')), false, JSON.stringify(rest))
    assert.equal(rest.some(hasText), false)
  })

  it('while a wait and a join hang: both answer values, never null', async () => {
    const id = await thread()
    const model = await script({ ...say('one ', 'two'), holdAt: 1 })
    const waiting = client.runs.wait(id, agent, { input: model.input })
    await model.until('holding')
    const [{ run_id: run }] = await client.runs.list(id)
    const joining = client.runs.join(id, run)
    await client.runs.cancel(id, run, true)
    for (const values of await Promise.all([waiting, joining])) assert.deepEqual(contents(values), [model.prompt])
    assert.deepEqual(contents(await client.runs.join(id, run)), [model.prompt])
  })

  it('stops tools as well', async () => {
    const id = await thread()
    const slow = await gate()
    const model = await script(callTools(['gated', { key: slow.name }]), say('never'))
    const run = await client.runs.create(id, agent, { input: model.input })
    await slow.until('holding')
    await client.runs.cancel(id, run.run_id, true)
    assert.equal((await client.runs.get(id, run.run_id)).status, 'interrupted')
    await slow.until('cancelled')
    assert.equal((await model.counts()).requests, 1)
  })

  it('by hanging up, when the run was told to stop then', async () => {
    const id = await thread()
    const model = await script({ ...say('one ', 'two'), holdAt: 1 })
    const hangUp = new AbortController()
    const streamed = client.runs.stream(id, agent, {
      input: model.input,
      streamMode: 'messages-tuple',
      onDisconnect: 'cancel',
      signal: hangUp.signal,
    })
    const iterator = streamed[Symbol.asyncIterator]()
    await nextOf(iterator, hasText)
    hangUp.abort()
    await iterator.next().catch(error => assert.equal(error.name, 'AbortError'))
    await model.until('cancelled')
    const [run] = await eventually(() => client.runs.list(id), runs => runs[0].status !== 'running')
    assert.equal(run.status, 'interrupted')
  })

  it('does not happen by hanging up otherwise', async () => {
    const id = await thread()
    const model = await script({ ...say('one ', 'two'), holdAt: 1 })
    const hangUp = new AbortController()
    const streamed = client.runs.stream(id, agent, { input: model.input, streamMode: 'messages-tuple', signal: hangUp.signal })
    const iterator = streamed[Symbol.asyncIterator]()
    await nextOf(iterator, hasText)
    hangUp.abort()
    await iterator.next().catch(error => assert.equal(error.name, 'AbortError'))
    await model.release()
    const [{ run_id: run }] = await client.runs.list(id)
    assert.equal(last(await client.runs.join(id, run)).content, 'one two')
  })

  it('by leaving a joined stream, when asked to', async () => {
    const { id, model, run } = await running({ streamMode: 'messages-tuple', streamResumable: true })
    const hangUp = new AbortController()
    const joined = client.runs.joinStream(id, run, { cancelOnDisconnect: true, lastEventId: '-1', signal: hangUp.signal })
    const iterator = joined[Symbol.asyncIterator]()
    await nextOf(iterator, hasText)
    hangUp.abort()
    await iterator.next().catch(error => assert.equal(error.name, 'AbortError'))
    await model.until('cancelled')
    await eventually(() => client.runs.get(id, run), found => found.status === 'interrupted')
  })

  it('of a finished run changes nothing', async () => {
    const id = await thread()
    const model = await script(say('done'))
    await client.runs.wait(id, agent, { input: model.input })
    const [{ run_id: run }] = await client.runs.list(id)
    await client.runs.cancel(id, run, true).catch(error => assert.equal(error.status, 409))
    assert.equal((await client.runs.get(id, run)).status, 'success')
  })
})
