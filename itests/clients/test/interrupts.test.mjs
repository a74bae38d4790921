import assert from 'node:assert/strict'
import { it } from '../support/test.mjs'
import { agent } from '../support/demijohn.mjs'
import { collect, dataOf } from '../support/events.mjs'
import { kinds, last } from '../support/messages.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'

eachSdk('interrupts', client => {
  const thread = async () => (await client.threads.create()).thread_id
  const withTool = () => script(callTools(['calculator', { expression: '2+3' }]), say('five'))

  it('before the tools: the thread waits, and an empty input goes on', async () => {
    const id = await thread()
    const model = await withTool()
    const paused = await client.runs.wait(id, agent, { input: model.input, interruptBefore: ['tools'] })
    assert.deepEqual(paused.__interrupt__, [])
    assert.deepEqual(kinds(paused), ['human', 'ai'])
    const state = await client.threads.getState(id)
    assert.deepEqual(state.next, ['tools'])
    assert.deepEqual(state.tasks.map(t => [t.name, t.interrupts]), [['tools', []]])
    const waiting = await client.threads.get(id)
    assert.equal(waiting.status, 'interrupted')
    assert.deepEqual(waiting.interrupts, { [state.tasks[0].id]: [] })
    assert.equal((await model.counts()).requests, 1)
    const values = await client.runs.wait(id, agent, { input: null })
    assert.equal('__interrupt__' in values, false)
    assert.deepEqual(kinds(values), ['human', 'ai', 'tool', 'ai'])
    assert.equal(last(values).content, 'five')
    assert.equal((await client.threads.get(id)).status, 'idle')
    assert.equal((await model.counts()).requests, 2)
  })

  it('after the agent, streamed: a pause in updates and in values', async () => {
    const id = await thread()
    const model = await withTool()
    const events = await collect(
      client.runs.stream(id, agent, { input: model.input, interruptAfter: ['agent'], streamMode: ['updates', 'values'] }),
    )
    const [updates, values] = ['updates', 'values'].map(mode => dataOf(events, mode).at(-1).__interrupt__)
    assert.deepEqual([updates, values], [[], []])
    assert.deepEqual((await client.threads.getState(id)).next, ['tools'])
    const rest = await collect(client.runs.stream(id, agent, { input: null, streamMode: ['updates', 'values'] }))
    assert.deepEqual(dataOf(rest, 'updates').map(u => Object.keys(u)), [['tools'], ['agent']])
    assert.equal(last(dataOf(rest, 'values').at(-1)).content, 'five')
  })

  it('at every node', async () => {
    for (const when of ['interruptBefore', 'interruptAfter']) {
      const id = await thread()
      const model = await withTool()
      const stops = []
      let values = await client.runs.wait(id, agent, { input: model.input, [when]: '*' })
      while ('__interrupt__' in values) {
        stops.push((await client.threads.getState(id)).next.join())
        assert.ok(stops.length < 5, JSON.stringify(stops))
        values = await client.runs.wait(id, agent, { input: null, [when]: '*' })
      }
      assert.equal(last(values).content, 'five')
      const expected = when === 'interruptBefore' ? ['agent', 'tools', 'agent'] : ['tools', 'agent']
      assert.deepEqual(stops.slice(0, expected.length), expected)
    }
  })

  it('let a person change what the tool is asked', async () => {
    const id = await thread()
    const model = await withTool()
    await client.runs.wait(id, agent, { input: model.input, interruptBefore: ['tools'] })
    const asked = last((await client.threads.getState(id)).values)
    const changed = { ...asked, tool_calls: [{ ...asked.tool_calls[0], args: { expression: '20+3' } }] }
    await client.threads.updateState(id, { values: { messages: [changed] }, asNode: 'agent' })
    assert.deepEqual((await client.threads.getState(id)).next, ['tools'])
    const values = await client.runs.wait(id, agent, { input: null })
    assert.equal(values.messages[2].content, '23')
    assert.equal(values.messages.length, 4)
  })

  it('count a doubled resume once', async () => {
    const id = await thread()
    const model = await withTool()
    await client.runs.wait(id, agent, { input: model.input, interruptBefore: ['tools'] })
    const resume = () => client.runs.wait(id, agent, { input: null, multitaskStrategy: 'reject' })
    const answers = await Promise.allSettled([resume(), resume()])
    assert.ok(answers.some(a => a.status === 'fulfilled'))
    for (const { reason } of answers) if (reason) assert.equal(reason.status, 409)
    assert.deepEqual(kinds((await client.threads.getState(id)).values), ['human', 'ai', 'tool', 'ai'])
    assert.equal((await model.counts()).requests, 2)
  })
})
