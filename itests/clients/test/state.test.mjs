import assert from 'node:assert/strict'
import { it } from '../support/test.mjs'
import { agent, UUID } from '../support/demijohn.mjs'
import { contents, kinds, last } from '../support/messages.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'

const steps = history => history.map(state => [state.metadata.step, state.metadata.source, ...state.next])

eachSdk('state and history', client => {
  const thread = async () => (await client.threads.create()).thread_id

  async function turn(id, ...answers) {
    const model = await script(...answers)
    await client.runs.wait(id, agent, { input: model.input })
    return model
  }

  it('of a thread without a run is empty', async () => {
    const state = await client.threads.getState(await thread())
    assert.deepEqual([state.values, state.next, state.tasks], [{}, [], []])
    assert.equal(state.checkpoint, null)
    assert.deepEqual(await client.threads.getHistory(await thread()), [])
  })

  it('has three steps after a turn without tools', async () => {
    const id = await thread()
    const model = await turn(id, say('It ', 'is ', 'so.'))
    const state = await client.threads.getState(id)
    assert.deepEqual(contents(state.values), [model.prompt, 'It is so.'])
    assert.deepEqual([state.next, state.tasks], [[], []])
    assert.equal(state.checkpoint.thread_id, id)
    assert.equal(state.checkpoint.checkpoint_ns, '')
    assert.match(state.checkpoint.checkpoint_id, UUID)
    assert.match(state.created_at, /^\d{4}-\d\d-\d\dT.*Z$/)
    assert.match(state.metadata.run_id, UUID)
    const history = await client.threads.getHistory(id)
    assert.deepEqual(steps(history), [[1, 'loop'], [0, 'loop', 'agent'], [-1, 'input', '__start__']])
  })

  it('has a step per node after a turn with tools, each with its parent', async () => {
    const id = await thread()
    await turn(id, callTools(['calculator', { expression: '2+3' }]), say('five'))
    const history = await client.threads.getHistory(id)
    const expected = [[3, 'loop'], [2, 'loop', 'agent'], [1, 'loop', 'tools'], [0, 'loop', 'agent'], [-1, 'input', '__start__']]
    assert.deepEqual(steps(history), expected)
    assert.deepEqual(history.map(s => (s.values.messages ?? []).length), [4, 3, 2, 1, 0])
    for (const [i, state] of history.entries()) {
      const parent = history[i + 1]?.checkpoint.checkpoint_id
      assert.equal(state.parent_checkpoint?.checkpoint_id, parent)
      if (parent) assert.ok(parent < state.checkpoint.checkpoint_id, 'text order is time order')
    }
    const [task] = history[2].tasks
    assert.equal(task.name, 'tools')
    assert.match(task.id, UUID)
    assert.deepEqual([task.error, task.interrupts], [null, []])
  })

  it('pages history by limit and by before, in both its forms', async () => {
    const id = await thread()
    await turn(id, say('one'))
    await turn(id, say('two'))
    const all = await client.threads.getHistory(id)
    const checkpoints = list => list.map(s => s.checkpoint.checkpoint_id)
    assert.equal(all.length, 6)
    const [first] = await client.threads.getHistory(id, { limit: 1 })
    assert.equal(first.checkpoint.checkpoint_id, all[0].checkpoint.checkpoint_id)
    const before = all[2].checkpoint.checkpoint_id
    const byConfig = await client.threads.getHistory(id, { limit: 2, before: { configurable: { checkpoint_id: before } } })
    assert.deepEqual(checkpoints(byConfig), checkpoints(all.slice(3, 5)))
    assert.deepEqual(checkpoints(await client.threads.getHistory(id, { before })), checkpoints(all.slice(3)))
    const inputs = await client.threads.getHistory(id, { metadata: { source: 'input' } })
    assert.deepEqual(checkpoints(inputs), checkpoints(all.filter(s => s.metadata.source === 'input')))
  })

  it('of an old checkpoint can be asked by id and by object', async () => {
    const id = await thread()
    await turn(id, callTools(['calculator', { expression: '1+1' }]), say('two'))
    const [, , atTools] = await client.threads.getHistory(id)
    const byId = await client.threads.getState(id, atTools.checkpoint.checkpoint_id)
    const byObject = await client.threads.getState(id, atTools.checkpoint)
    for (const state of [byId, byObject]) {
      assert.deepEqual(state.values, atTools.values)
      assert.deepEqual(state.next, ['tools'])
    }
    const missing = '1f000000-0000-6000-8000-000000000000'
    await assert.rejects(client.threads.getState(id, missing), error => error.status === 404)
  })

  it('takes an update as a node and goes on from it', async () => {
    const id = await thread()
    await turn(id, say('first'))
    const before = await client.threads.getState(id)
    const { checkpoint } = await client.threads.updateState(id, {
      values: { messages: [{ type: 'ai', content: 'corrected' }] },
      asNode: 'agent',
    })
    const state = await client.threads.getState(id)
    assert.equal(state.checkpoint.checkpoint_id, checkpoint.checkpoint_id)
    assert.equal(checkpoint.thread_id, id)
    assert.deepEqual([last(state.values).content, state.next], ['corrected', []])
    assert.equal(state.metadata.source, 'update')
    assert.equal(state.metadata.step, before.metadata.step + 1)
    assert.equal(state.parent_checkpoint.checkpoint_id, before.checkpoint.checkpoint_id)
  })

  it('replaces a message with the same id and removes one on request', async () => {
    const id = await thread()
    const model = await turn(id, say('first'))
    const [question, answer] = (await client.threads.getState(id)).values.messages
    const replace = { ...answer, content: 'second' }
    await client.threads.updateState(id, { values: { messages: [replace] }, asNode: 'agent' })
    assert.deepEqual(contents((await client.threads.getState(id)).values), [model.prompt, 'second'])
    const remove = { type: 'remove', id: question.id, content: '' }
    await client.threads.updateState(id, { values: { messages: [remove] }, asNode: 'agent' })
    assert.deepEqual(contents((await client.threads.getState(id)).values), ['second'])
  })

  it('updated as __start__ waits for the agent, and an empty input goes on', async () => {
    const id = await thread()
    const model = await script(say('answered'))
    await turn(id, say('before'))
    await client.threads.updateState(id, { values: model.input, asNode: '__start__' })
    assert.deepEqual((await client.threads.getState(id)).next, ['agent'])
    const values = await client.runs.wait(id, agent, { input: null })
    assert.equal(last(values).content, 'answered')
    assert.deepEqual(kinds(values), ['human', 'ai', 'human', 'ai'])
  })

  it('refuses an update while a run goes on', async () => {
    const id = await thread()
    const model = await script({ ...say('a ', 'b'), holdAt: 1 })
    const run = await client.runs.create(id, agent, { input: model.input })
    await model.until('holding')
    const update = client.threads.updateState(id, { values: { messages: [] }, asNode: 'agent' })
    await assert.rejects(update, error => error.status === 409)
    await model.release()
    await client.runs.join(id, run.run_id)
  })

  it('of two turns holds both, and the step goes on', async () => {
    const id = await thread()
    const one = await turn(id, say('one'))
    const two = await turn(id, say('two'))
    const state = await client.threads.getState(id)
    assert.deepEqual(contents(state.values), [one.prompt, 'one', two.prompt, 'two'])
    assert.equal(state.metadata.step, 4)
    const sent = (await two.counts()).calls[0].request.messages.filter(m => m.role !== 'system')
    assert.deepEqual(sent.map(m => m.role), ['user', 'assistant', 'user'])
  })
})
