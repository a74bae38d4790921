// The platform is killed in the middle of a run with tools, and goes on when it is started again.
import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { rawEvents, texts } from '../support/events.mjs'
import { startDistribution } from '../support/distribution.mjs'
import { eventually } from '../support/eventually.mjs'
import { callTools, gate, say, script } from '../support/model.mjs'
import { prepare } from '../support/setup.mjs'
import { it } from '../support/test.mjs'

const LIMIT_MS = 240_000

describe('kill -9', () => {
  let own
  let agents
  let kept
  before(async () => {
    own = await startDistribution()
    agents = (await prepare(own.instance)).env
    kept = await finishedThread()
  }, { timeout: LIMIT_MS })
  after(() => own?.stop(), { timeout: LIMIT_MS })

  const send = (method, path, { body, headers } = {}) =>
    fetch(own.instance.url + path, {
      method,
      headers: { 'x-api-key': own.instance.key, 'content-type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
    })
  const json = async (...args) => (await send(...args)).json()

  const everythingOf = thread =>
    Promise.all([
      json('GET', `/threads/${thread}`),
      json('GET', `/threads/${thread}/state`),
      json('GET', `/threads/${thread}/runs`),
      json('POST', `/threads/${thread}/history`, { body: {} }),
    ])

  async function finishedThread() {
    const model = await script(callTools(['calculator', { expression: '2+3' }]), say('kept'))
    const { thread_id: thread } = await json('POST', '/threads', { body: { metadata: { n: 1 } } })
    const body = { assistant_id: agents.CLIENTS_AGENT, input: model.input }
    const values = await json('POST', `/threads/${thread}/runs/wait`, { body })
    assert.equal(values.messages.at(-1).content, 'kept')
    return { thread, before: await everythingOf(thread) }
  }

  /** Reads until the connection breaks or `enough` says so. */
  async function readUntil(response, enough = () => false) {
    const events = []
    try {
      for await (const event of rawEvents(response)) {
        events.push(event)
        if (enough(event)) break
      }
    } catch (error) {
      assert.match(String(error), /terminated|other side closed|socket/i)
    }
    return events
  }

  async function start(model, agent = agents.CLIENTS_AGENT) {
    const { thread_id: thread } = await json('POST', '/threads', { body: {} })
    const response = await send('POST', `/threads/${thread}/runs/stream`, {
      body: {
        assistant_id: agent,
        input: model.input,
        stream_mode: ['values', 'updates', 'messages-tuple'],
        stream_resumable: true,
      },
    })
    return { thread, response, run: `/threads/${thread}${response.headers.get('content-location').replace(/^.*(?=\/runs\/)/, '')}` }
  }

  async function killWhen(held, { response }) {
    const reading = readUntil(response)
    await held.until('holding')
    await own.instance.kill()
    return reading
  }

  /** What the two readers saw is exactly what a reader from the start sees. */
  async function eachOnce(before, { run, thread }) {
    const last = before.at(-1).id
    const rest = await readUntil(await send('GET', `${run}/stream`, { headers: { 'last-event-id': last } }))
    const values = await json('GET', `${run}/join`)
    const whole = await readUntil(await send('GET', `${run}/stream`, { headers: { 'last-event-id': '-1' } }))
    const ids = events => events.map(event => event.id)
    assert.deepEqual(ids([...before, ...rest]), ids(whole))
    assert.equal(new Set(ids(whole)).size, whole.length)
    assert.equal((await json('GET', run)).status, 'success')
    assert.deepEqual((await json('GET', `/threads/${thread}/state`)).values, values)
    return values
  }

  it('while tools are at work: finished ones are not called again', async () => {
    const [quick, slow] = [await gate(), await gate()]
    const model = await script(callTools(['gated', { key: quick.name }]), callTools(['gated', { key: slow.name }]), say('all ', 'done'))
    const started = await start(model)
    await quick.until('holding')
    await quick.release()
    const seen = await killWhen(slow, started)
    await own.instance.start()
    await slow.until('requests', 2)
    await slow.release('all')
    const values = await eachOnce(seen, started)
    assert.deepEqual(values.messages.map(m => m.type), ['human', 'ai', 'tool', 'ai', 'tool', 'ai'])
    assert.equal(values.messages.at(-1).content, 'all done')
    assert.equal((await quick.counts()).requests, 1)
    assert.equal((await model.counts()).requests, 3)
  }, LIMIT_MS)

  it('while the model answers: it is asked again, and nothing cut off is continued', async () => {
    const model = await script(callTools(['calculator', { expression: '2+3' }]), { ...say('one ', 'two ', 'three'), holdAt: 2 })
    const started = await start(model)
    const seen = await killWhen(model, started)
    await own.instance.start()
    await model.until('requests', 3)
    await model.release('all')
    const rest = await readUntil(await send('GET', `${started.run}/stream`, { headers: { 'last-event-id': seen.at(-1).id } }))
    const values = await json('GET', `${started.run}/join`)
    assert.equal(values.messages.at(-1).content, 'one two three')
    assert.deepEqual(values.messages.map(m => m.type), ['human', 'ai', 'tool', 'ai'])
    const all = [...seen, ...rest]
    assert.equal(new Set(all.map(event => event.id)).size, all.length)
    const updates = all.filter(event => event.event === 'updates').map(event => Object.keys(JSON.parse(event.data))[0])
    assert.deepEqual(updates, ['agent', 'tools', 'agent'])
    const answers = texts(all.map(event => ({ ...event, data: JSON.parse(event.data) })))
    assert.equal(answers.get(values.messages.at(-1).id), 'one two three')
  }, LIMIT_MS)

  it('while tools with effects are at work: a person says what became of them, and twice counts once', async () => {
    const held = await gate()
    const model = await script(callTools(['pay', { key: held.name, label: 'a' }], ['pay', { key: held.name, label: 'b' }]), say('paid'))
    const started = await start(model, agents.CLIENTS_PAYING_AGENT)
    const reading = readUntil(started.response)
    await held.until('holding', 2)
    await own.instance.kill()
    await reading
    await own.instance.start()
    const { status, interrupts } = await eventually(() => json('GET', `/threads/${started.thread}`), thread => thread.status === 'interrupted')
    assert.equal(status, 'interrupted')
    const [one, two] = Object.values(interrupts).flat()
    assert.ok(one.id && two.id && one.id !== two.id)
    const resolve = () => json('POST', `${started.run}/resolve`, { body: { interrupt_id: one.id, outcome: 'done', result: 'paid once' } })
    for (const answer of [await resolve(), await resolve()]) assert.deepEqual([answer.open, answer.run, answer.calls.length], [1, null, 2])
    const other = await send('POST', `${started.run}/resolve`, { body: { interrupt_id: one.id, outcome: 'failed', result: 'no' } })
    assert.deepEqual([other.status, /answered/.test(await other.text())], [409, true])
    const command = { resume: { [two.id]: { outcome: 'failed', result: 'no money' } } }
    const resume = () => json('POST', `/threads/${started.thread}/runs/wait`, { body: { assistant_id: agents.CLIENTS_PAYING_AGENT, command } })
    await Promise.all([resume(), resume()])
    const { values, next } = await eventually(() => json('GET', `/threads/${started.thread}/state`), state => !state.next.length)
    assert.deepEqual(next, [])
    assert.deepEqual(values.messages.map(m => m.type), ['human', 'ai', 'tool', 'tool', 'ai'])
    assert.deepEqual(values.messages.slice(2, 4).map(m => [m.content, m.status]), [['paid once', 'success'], ['no money', 'error']])
    assert.equal((await held.counts()).requests, 2)
    assert.equal((await model.counts()).requests, 2)
  }, LIMIT_MS)

  it('lost nothing that was acknowledged before', async () => {
    assert.deepEqual(await everythingOf(kept.thread), kept.before)
  })
})
