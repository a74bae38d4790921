// An OpenAI-compatible server of another make, with a few answers that the tests rely on.
import { LLMock } from '@copilotkit/aimock'

export async function startAimock() {
  const mock = new LLMock({ port: 0, chunkSize: 4 })
  mock.onMessage('weather', { content: 'The weather is fine and the sum is right.' })
  mock.addFixture({
    match: { userMessage: 'sum', hasToolResult: true },
    response: { content: 'The answer is in the tool result.' },
  })
  mock.addFixture({
    match: { userMessage: 'sum' },
    response: { toolCalls: [{ name: 'calculator', arguments: JSON.stringify({ expression: '40+2' }) }] },
  })
  await mock.start()
  return mock
}
