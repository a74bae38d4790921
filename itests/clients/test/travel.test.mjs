import assert from 'node:assert/strict'
import { it } from '../support/test.mjs'
import { agent, call } from '../support/demijohn.mjs'
import { contents, kinds, last } from '../support/messages.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'

const ids = history => history.map(state => state.checkpoint.checkpoint_id)

eachSdk('time travel', client => {
  /** A thread with one turn that used a tool, and its history, newest first. */
  async function turn() {
    const { thread_id: id } = await client.threads.create()
    const model = await script(callTools(['calculator', { expression: '2+3' }]), say('five'))
    await client.runs.wait(id, agent, { input: model.input })
    return { id, model, history: await client.threads.getHistory(id) }
  }

  it('without an input plays on from a checkpoint; the old branch stays', async () => {
    const { id, model, history } = await turn()
    const [end, beforeAnswer, beforeTools] = history
    assert.deepEqual([beforeAnswer.next, beforeTools.next], [['agent'], ['tools']])
    const again = await client.runs.wait(id, agent, { input: null, checkpointId: beforeTools.checkpoint.checkpoint_id })
    assert.deepEqual(kinds(again), ['human', 'ai', 'tool', 'ai'])
    assert.equal((await model.counts()).requests, 3, 'only what comes after it is asked again')
    const all = await client.threads.getHistory(id, { limit: 100 })
    assert.deepEqual(ids(all).slice(-history.length), ids(history))
    assert.deepEqual((await client.threads.getState(id, end.checkpoint.checkpoint_id)).values, end.values)
  })

  it('with an input makes a branch from a checkpoint', async () => {
    const { id, model, history } = await turn()
    const first = history.at(-1)
    const other = await script(say('otherwise'))
    const values = await client.runs.wait(id, agent, { input: other.input, checkpoint: { checkpoint_id: first.checkpoint.checkpoint_id } })
    assert.deepEqual(contents(values), [other.prompt, 'otherwise'])
    const head = await client.threads.getState(id)
    assert.deepEqual(head.values, values)
    const old = await client.threads.getState(id, history[0].checkpoint.checkpoint_id)
    assert.deepEqual([old.values.messages[0].content, last(old.values).content], [model.prompt, 'five'])
    let parent = head
    while (parent.parent_checkpoint) parent = await client.threads.getState(id, parent.parent_checkpoint.checkpoint_id)
    assert.equal(parent.checkpoint.checkpoint_id, first.checkpoint.checkpoint_id)
  })

  it('changes the past as a node, and goes on from there', async () => {
    const { id, history } = await turn()
    const beforeTools = history.find(state => state.next[0] === 'tools')
    const asked = last(beforeTools.values)
    const changed = { ...asked, tool_calls: [{ ...asked.tool_calls[0], args: { expression: '20+3' } }] }
    const { checkpoint } = await client.threads.updateState(id, {
      values: { messages: [changed] },
      asNode: 'agent',
      checkpointId: beforeTools.checkpoint.checkpoint_id,
    })
    const forked = await client.threads.getState(id, checkpoint.checkpoint_id)
    assert.deepEqual([forked.next, forked.parent_checkpoint.checkpoint_id], [['tools'], beforeTools.checkpoint.checkpoint_id])
    const values = await client.runs.wait(id, agent, { input: null })
    assert.deepEqual(values.messages.map(m => m.type), ['human', 'ai', 'tool', 'ai'])
    assert.equal(values.messages[2].content, '23')
  })

  it('shows history before a checkpoint', async () => {
    const { id, history } = await turn()
    const before = history[1].checkpoint.checkpoint_id
    assert.deepEqual(ids(await client.threads.getHistory(id, { before: { configurable: { checkpoint_id: before } } })), ids(history.slice(2)))
  })

  it('copies a thread with its history, and both go on alone', async () => {
    const { id, history } = await turn()
    const { thread_id: copy } = await client.threads.copy(id)
    assert.deepEqual((await client.threads.getState(copy)).values, history[0].values)
    assert.equal((await client.threads.getHistory(copy)).length, history.length)
    const more = await script(say('more'))
    await client.runs.wait(copy, agent, { input: more.input })
    assert.deepEqual((await client.threads.getState(id)).values, history[0].values)
  })

  it('takes an update with the run, as a command', async () => {
    const { id, model } = await turn()
    const more = await script(say('by command'))
    const values = await client.runs.wait(id, agent, { command: { update: more.input } })
    assert.deepEqual(contents(values).slice(-2), [more.prompt, 'by command'])
    assert.equal(contents(values)[0], model.prompt)
    const refused = await call('POST', `/threads/${id}/runs/wait`, { body: { assistant_id: agent, command: { goto: 'tools' } } })
    assert.equal(refused.status, 422)
    assert.match(refused.json.detail, /command\.goto/)
  })
})
