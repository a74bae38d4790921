// The chat-completions dialect: what a scripted step looks like on the wire.

const created = 1_700_000_000
export const pieces = step => step.chunks ?? (step.text === undefined ? [] : step.text.match(/\S+\s*/g) ?? [''])
export const usage = step => ({
  prompt_tokens: 11,
  completion_tokens: Math.max(1, pieces(step).length),
  total_tokens: 11 + Math.max(1, pieces(step).length),
})

const toolCall = (call, index, id) => ({
  id: call.id ?? `call_${id}_${index}`,
  type: 'function',
  function: { name: call.name, arguments: JSON.stringify(call.args ?? {}) },
})

const finish = step => (step.toolCalls ? 'tool_calls' : 'stop')

function completion(step, request, id) {
  const message = { role: 'assistant', content: pieces(step).join('') || null, refusal: null }
  if (step.toolCalls) message.tool_calls = step.toolCalls.map((call, i) => toolCall(call, i, id))
  return {
    id,
    object: 'chat.completion',
    created,
    model: request.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish(step) }],
    usage: usage(step),
  }
}

/** Arguments in two parts, as real servers send them. */
function* callDeltas(call, index, id) {
  const whole = toolCall(call, index, id)
  const args = whole.function.arguments
  const half = Math.ceil(args.length / 2)
  yield { index, ...whole, function: { name: call.name, arguments: args.slice(0, half) } }
  yield { index, function: { arguments: args.slice(half) } }
}

function* deltas(step, id) {
  yield { delta: { role: 'assistant', content: '' } }
  for (const piece of pieces(step)) yield { delta: { content: piece }, content: true }
  for (const [index, call] of (step.toolCalls ?? []).entries())
    for (const part of callDeltas(call, index, id)) yield { delta: { tool_calls: [part] }, content: true }
}

function* streamEvents(step, request, id) {
  const chunk = extra => ({ id, object: 'chat.completion.chunk', created, model: request.model, ...extra })
  const choice = (delta, reason) => ({ choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }] })
  for (const { delta, content } of deltas(step, id)) yield { chunk: chunk(choice(delta, null)), content }
  yield { chunk: chunk(choice({}, finish(step))) }
  if (request.stream_options?.include_usage) yield { chunk: chunk({ choices: [], usage: usage(step) }) }
}

function* frames(step, request, id) {
  for (const { chunk, content } of streamEvents(step, request, id)) yield { text: `data: ${JSON.stringify(chunk)}\n\n`, content }
}

export const chatCompletions = { completion, frames, end: 'data: [DONE]\n\n' }

/** Texts that differ get vectors that differ, the same text always the same one. */
function vector(text, size) {
  const values = new Array(size).fill(0)
  for (let i = 0; i < text.length; i++) values[i % size] += text.charCodeAt(i) / 128
  return values
}

function encode(values, format) {
  return format === 'base64' ? Buffer.from(new Float32Array(values).buffer).toString('base64') : values
}

export function embedding(request) {
  const inputs = [request.input].flat()
  const data = inputs.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: encode(vector(String(text), request.dimensions ?? 8), request.encoding_format),
  }))
  return { object: 'list', data, model: request.model, usage: { prompt_tokens: inputs.length, total_tokens: inputs.length } }
}
