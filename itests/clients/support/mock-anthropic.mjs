// Anthropic's messages: what a scripted step looks like on the wire.
import { pieces, usage } from './mock-dialect.mjs'

const counts = step => ({ input_tokens: usage(step).prompt_tokens, output_tokens: usage(step).completion_tokens })

const toolUse = (call, index, id) => ({
  type: 'tool_use',
  id: call.id ?? `toolu_${id.replace(/\W/g, '_')}_${index}`,
  name: call.name,
  input: call.args ?? {},
})

const reason = step => (step.toolCalls ? 'tool_use' : 'end_turn')

const message = (step, request, id, content, end, used) => ({
  id: `msg_${id}`,
  type: 'message',
  role: 'assistant',
  model: request.model,
  content,
  stop_reason: end,
  stop_sequence: null,
  usage: used,
})

function completion(step, request, id) {
  const content = pieces(step).length ? [{ type: 'text', text: pieces(step).join('') }] : []
  for (const [i, call] of (step.toolCalls ?? []).entries()) content.push(toolUse(call, i, id))
  return message(step, request, id, content, reason(step), counts(step))
}

function* block(index, start, deltas) {
  yield { event: { type: 'content_block_start', index, content_block: start } }
  for (const delta of deltas) yield { event: { type: 'content_block_delta', index, delta }, content: true }
  yield { event: { type: 'content_block_stop', index } }
}

function* blocks(step, id) {
  let index = 0
  if (pieces(step).length)
    yield* block(index++, { type: 'text', text: '' }, pieces(step).map(text => ({ type: 'text_delta', text })))
  for (const [i, call] of (step.toolCalls ?? []).entries()) {
    const whole = toolUse(call, i, id)
    const json = JSON.stringify(whole.input)
    const half = Math.ceil(json.length / 2)
    const parts = [json.slice(0, half), json.slice(half)]
    yield* block(index++, { ...whole, input: {} }, parts.map(part => ({ type: 'input_json_delta', partial_json: part })))
  }
}

function* events(step, request, id) {
  const begun = { ...counts(step), output_tokens: 1 }
  yield { event: { type: 'message_start', message: message(step, request, id, [], null, begun) } }
  yield { event: { type: 'ping' } }
  yield* blocks(step, id)
  yield { event: { type: 'message_delta', delta: { stop_reason: reason(step), stop_sequence: null }, usage: counts(step) } }
  yield { event: { type: 'message_stop' } }
}

function* frames(step, request, id) {
  for (const { event, content } of events(step, request, id))
    yield { text: `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, content }
}

export const anthropic = { completion, frames, end: '' }
