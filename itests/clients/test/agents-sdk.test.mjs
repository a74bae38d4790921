// OpenAI's Agents SDK in front of two providers: its loop, tools, handoffs, streams and sessions.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { Agent, OpenAIConversationsSession, OpenAIProvider, Runner, tool } from '@openai/agents'
import OpenAI from 'openai'
import { z } from 'zod'
import { calculator } from '../support/calculator.mjs'
import { base, key, models, providers } from '../support/demijohn.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { it } from '../support/test.mjs'

const openAIClient = new OpenAI({ baseURL: `${base}/v1`, apiKey: key, maxRetries: 0 })
const runner = useResponses =>
  new Runner({ modelProvider: new OpenAIProvider({ openAIClient, useResponses }), tracingDisabled: true })

function withCalculator(model, extra) {
  const { asked, run } = calculator()
  const execute = args => run(args)
  const parameters = z.object({ expression: z.string() })
  const sum = tool({ name: 'calculator', description: 'Adds and multiplies', parameters, execute })
  return { asked, agent: new Agent({ name: 'Clerk', model, instructions: 'Be short.', tools: [sum], ...extra }) }
}

for (const name of providers)
  for (const useResponses of [true, false]) {
    const behind = name.replace(/-.*/, '')
    describe(`Agents SDK over ${useResponses ? 'responses' : 'chat completions'} in front of ${behind}`, () => {
      it('a loop with a tool', async () => {
        const model = await script(callTools(['calculator', { expression: '2+3' }]), say('five'))
        const { asked, agent } = withCalculator(name)
        const result = await runner(useResponses).run(agent, model.prompt)
        assert.equal(result.finalOutput, 'five')
        assert.deepEqual(asked, [{ expression: '2+3' }])
      })

      it('the same as a stream', async () => {
        const model = await script({ ...say('let me '), ...callTools(['calculator', { expression: '2+3' }], ['calculator', { expression: '4*5' }]) }, say('fi', 've'))
        const { asked, agent } = withCalculator(name)
        const result = await runner(useResponses).run(agent, model.prompt, { stream: true })
        let text = ''
        for await (const piece of result.toTextStream()) text += piece
        await result.completed
        assert.match(text, /five$/)
        assert.equal(result.finalOutput, 'five')
        assert.equal(asked.length, 2)
      })

      it('a handoff, and structured output at its end', async () => {
        const model = await script(callTools(['transfer_to_expert', {}]), { text: '{"city":"Bonn"}' })
        const expert = new Agent({ name: 'expert', model: name, outputType: z.object({ city: z.string() }) })
        const clerk = Agent.create({ name: 'clerk', model: name, handoffs: [expert] })
        const result = await runner(useResponses).run(clerk, model.prompt)
        assert.deepEqual(result.finalOutput, { city: 'Bonn' })
        assert.equal(result.lastAgent.name, 'expert')
      })
    })
  }

describe('Agents SDK, what the platform remembers', () => {
  const ask = (agent, input, options) => runner(true).run(agent, input, options)

  it('goes on from a response', async () => {
    const model = await script(callTools(['calculator', { expression: '2+3' }]), say('five'), say('six'))
    const { agent } = withCalculator(models.scripted)
    const first = await ask(agent, model.prompt)
    const second = await ask(agent, 'and one more', { previousResponseId: first.lastResponseId })
    assert.equal(second.finalOutput, 'six')
    const last = (await model.counts()).calls.at(-1).request.messages
    assert.deepEqual(last.map(m => m.role), ['system', 'user', 'assistant', 'tool', 'assistant', 'user'])
  })

  it('keeps a conversation', async () => {
    const model = await script(callTools(['calculator', { expression: '2+3' }]), say('five'), say('six'))
    const { agent } = withCalculator(models.scripted)
    const { id } = await openAIClient.conversations.create()
    await ask(agent, model.prompt, { conversationId: id })
    assert.equal((await ask(agent, 'and one more', { conversationId: id })).finalOutput, 'six')
    const items = await openAIClient.conversations.items.list(id, { order: 'asc' })
    assert.deepEqual(items.data.map(item => item.type), ['message', 'function_call', 'function_call_output', 'message', 'message', 'message'])
  })

  it('keeps a session', async () => {
    const model = await script(callTools(['calculator', { expression: '2+3' }]), say('five'), say('six'))
    const { agent } = withCalculator(models.scripted)
    const session = new OpenAIConversationsSession({ client: openAIClient })
    await ask(agent, model.prompt, { session })
    assert.equal((await ask(agent, 'and one more', { session })).finalOutput, 'six')
    assert.equal((await session.getItems()).length, 6)
    await session.clearSession()
  })
})
