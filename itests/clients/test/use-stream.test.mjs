import assert from 'node:assert/strict'
import { mountHook } from '../support/browser.mjs'
import { startCuttingProxy } from '../support/cutting-proxy.mjs'
import { agent, base, eventually, key } from '../support/demijohn.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'
import { it } from '../support/test.mjs'

const lastText = hook => hook.messages.at(-1)?.content
const idle = hook => !hook.isLoading

eachSdk('useStream', async (client, sdk) => {
  const { useStream } = await import(`${sdk.name}/react`)
  const mount = async (options = {}) => {
    const seen = { threads: [], errors: [], renders: [] }
    const host = await mountHook(() => {
      const stream = useStream({
        apiUrl: base,
        apiKey: key,
        assistantId: agent,
        onThreadId: id => seen.threads.push(id),
        onError: error => seen.errors.push(error),
        ...options,
      })
      seen.renders.push(stream.messages.map(m => m.content))
      return stream
    })
    return { ...host, seen }
  }

  it('makes a thread, shows the answer as it grows, then whole', async () => {
    const model = await script({ ...say('one ', 'two ', 'three'), holdAt: 1 })
    const page = await mount()
    page.current().submit(model.input)
    await page.until(hook => lastText(hook) === 'one ', 'the first token')
    assert.equal(page.current().isLoading, true)
    assert.equal((await model.counts()).completed, 0)
    assert.equal(page.seen.threads.length, 1)
    await model.release()
    const done = await page.until(hook => idle(hook) && lastText(hook) === 'one two three', 'the whole answer')
    assert.deepEqual(done.messages.map(m => m.type), ['human', 'ai'])
    assert.deepEqual(done.values.messages.map(m => m.content), [model.prompt, 'one two three'])
    assert.equal(page.text(), `${model.prompt}|one two three`)
    assert.equal(done.error, undefined)
    assert.deepEqual(page.seen.errors, [])
    const state = await client.threads.getState(page.seen.threads[0])
    assert.deepEqual(state.values.messages.map(m => m.id), done.messages.map(m => m.id))
    page.unmount()
  })

  it('shows tool calls and their answers once each', async () => {
    const model = await script(
      { ...say('let me see'), ...callTools(['calculator', { expression: '2+3' }], ['time', {}]) },
      say('fi', 've'),
    )
    const page = await mount()
    page.current().submit(model.input)
    const done = await page.until(hook => idle(hook) && lastText(hook) === 'five', 'five')
    assert.deepEqual(done.messages.map(m => m.type), ['human', 'ai', 'tool', 'tool', 'ai'])
    assert.deepEqual(done.messages[1].tool_calls.map(c => [c.name, c.args]), [['calculator', { expression: '2+3' }], ['time', {}]])
    assert.equal(done.messages[1].content, 'let me see')
    assert.equal(done.messages[2].content, '5')
    page.unmount()
  })

  it('goes on in the same thread', async () => {
    const [one, two] = [await script(say('one')), await script(say('two'))]
    const page = await mount()
    page.current().submit(one.input)
    await page.until(hook => idle(hook) && lastText(hook) === 'one', 'one')
    page.current().submit(two.input)
    const done = await page.until(hook => idle(hook) && lastText(hook) === 'two', 'two')
    assert.deepEqual(done.messages.map(m => m.content), [one.prompt, 'one', two.prompt, 'two'])
    assert.equal(page.seen.threads.length, 1)
    page.unmount()
  })

  it('with history: shows it, and submits from its head', async () => {
    const { thread_id: threadId } = await client.threads.create()
    const [one, two] = [await script(say('one')), await script(say('two'))]
    await client.runs.wait(threadId, agent, { input: one.input })
    const page = await mount({ threadId, fetchStateHistory: true })
    await page.until(hook => lastText(hook) === 'one', 'what was there')
    assert.equal(page.current().history.length > 0, true)
    page.current().submit(two.input)
    const done = await page.until(hook => idle(hook) && lastText(hook) === 'two', 'two')
    assert.deepEqual(done.messages.map(m => m.content), [one.prompt, 'one', two.prompt, 'two'])
    assert.ok(done.getMessagesMetadata(done.messages[0], 0).firstSeenState.checkpoint.checkpoint_id)
    page.unmount()
  })

  it('stops the run with stop()', async () => {
    const model = await script({ ...say('one ', 'two'), holdAt: 1 })
    const page = await mount()
    page.current().submit(model.input)
    await page.until(hook => lastText(hook) === 'one ', 'the first token')
    page.current().stop()
    await page.until(idle, 'not loading')
    await model.until('cancelled')
    const [threadId] = page.seen.threads
    await eventually(() => client.runs.list(threadId), ([run]) => run.status === 'interrupted')
    page.unmount()
  })

  it('shows a breakpoint and goes on from it', async () => {
    const model = await script(callTools(['calculator', { expression: '2+3' }]), say('five'))
    const page = await mount({ fetchStateHistory: true })
    page.current().submit(model.input, { interruptBefore: ['tools'] })
    await page.until(hook => idle(hook) && hook.interrupt?.when === 'breakpoint', 'the breakpoint')
    page.current().submit(undefined, { command: undefined })
    const done = await page.until(hook => idle(hook) && lastText(hook) === 'five', 'five')
    assert.deepEqual(done.messages.map(m => m.type), ['human', 'ai', 'tool', 'ai'])
    page.unmount()
  })

  it('finds its run again after a reload', async () => {
    const model = await script({ ...say('one ', 'two ', 'three'), holdAt: 1 })
    const first = await mount({ reconnectOnMount: true })
    first.current().submit(model.input)
    await first.until(hook => lastText(hook) === 'one ', 'the first token')
    const [threadId] = first.seen.threads
    const second = await mount({ reconnectOnMount: true, threadId })
    await second.until(hook => hook.isLoading && lastText(hook) === 'one ', 'the first token again')
    first.unmount()
    await model.release()
    const done = await second.until(hook => idle(hook) && lastText(hook) === 'one two three', 'the whole answer')
    assert.deepEqual(done.messages.map(m => m.content), [model.prompt, 'one two three'])
    second.unmount()
  })

  it('goes on when its connection breaks in mid-answer', async test => {
    const words = Array.from({ length: 40 }, (_, i) => `word ${i} `)
    const model = await script({ ...say(...words), holdAt: 20 })
    const proxy = await startCuttingProxy(base, { seed: 7, wanted: 1, onCut: () => model.release('all') })
    test.after(() => proxy.close())
    const page = await mount({ apiUrl: proxy.url, reconnectOnMount: true })
    page.current().submit(model.input)
    const over = await page.until(hook => hook.error || (idle(hook) && lastText(hook) === words.join('')), 'the whole answer', 30_000)
    // 0.x cannot connect again by itself, but its page finds the run when it is mounted again
    assert.equal(Boolean(over.error), sdk.legacy, String(over.error))
    const again = sdk.legacy ? await mount({ reconnectOnMount: true, threadId: page.seen.threads[0] }) : page
    const done = await again.until(hook => idle(hook) && lastText(hook) === words.join(''), 'the whole answer')
    assert.deepEqual(done.messages.map(m => m.content), [model.prompt, words.join('')])
    assert.equal(proxy.cuts, 1)
    again.unmount()
  })

  it('shows an error when the run fails', async () => {
    const model = await script({ fault: { kind: 'status', status: 400, message: 'scripted refusal' } })
    const page = await mount()
    page.current().submit(model.input)
    const failed = await page.until(hook => idle(hook) && hook.error, 'an error')
    assert.match(failed.error.message, /\S/)
    assert.equal(page.seen.errors.length, 1)
    page.unmount()
  })
})
