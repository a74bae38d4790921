// A model server for tests with the dialects of OpenAI and Anthropic, written from the public API
// descriptions and sharing no code with Demijohn. What it answers is scripted over HTTP (see README.md), and a script is found
// by a marker in the conversation itself, `[script:NAME]`. The step is the number of answers the
// conversation already holds after the marker, so a retried or replayed call gets the same answer.
import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'
import { Control } from './support/mock-control.mjs'
import { anthropic } from './support/mock-anthropic.mjs'
import { chatCompletions, embedding } from './support/mock-dialect.mjs'

const MARKER = /\[script:([\w-]+)\]/
const HEADERS = { 'content-type': 'application/json' }

const text = content =>
  typeof content === 'string' ? content : (content ?? []).map(part => part.text ?? '').join('')

/** The script name and step that a conversation asks for. */
export function position(messages) {
  for (let i = messages.length - 1; i >= 0; i--) {
    const found = messages[i].role === 'user' && MARKER.exec(text(messages[i].content))
    if (found) return { name: found[1], step: answersAfter(messages, i) }
  }
  return undefined
}

// Some clients send a text and the calls that came with it as two messages.
const answersAfter = (messages, i) =>
  messages.slice(i).filter((m, at, all) => m.role === 'assistant' && all[at - 1]?.role !== 'assistant').length

function echo(messages) {
  const last = messages.filter(m => m.role === 'user').at(-1)
  return { chunks: ['You ', 'said: ', text(last?.content)] }
}

async function body(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}

function fail(response, status, message, headers = {}) {
  response.writeHead(status, { ...HEADERS, ...headers })
  response.end(JSON.stringify({ error: { message, type: 'mock_error', code: null, param: null } }))
}

const due = (step, call) => (call.attempt > (step.fault?.times ?? Infinity) ? undefined : step.fault)

/** Plays a fault; true when the step's answer must not follow. */
function faulted(fault, response) {
  if (!fault) return false
  if (fault.kind === 'status') {
    fail(response, fault.status, fault.message ?? 'scripted fault', fault.headers)
    return true
  }
  if (fault.kind === 'cut' && !fault.after) response.destroy()
  return fault.kind === 'hang' || (fault.kind === 'cut' && !fault.after)
}

async function stream(dialect, step, fault, call, request, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  let sent = 0
  for (const event of dialect.frames(step, request, call.id)) {
    if (event.content) {
      if (sent === step.holdAt) await call.hold()
      if (sent === fault?.after) return response.socket.destroySoon()
      sent++
    }
    if (response.destroyed) return
    response.write(event.text)
  }
  if (sent === step.holdAt) await call.hold()
  response.end(dialect.end)
}

async function chat(dialect, control, request, response) {
  const asked = JSON.parse(await body(request))
  const found = position(asked.messages)
  const step = found ? control.step(found) : echo(asked.messages)
  if (!step) return fail(response, 400, `no script ${JSON.stringify(found)}`)
  const call = control.begin(found?.name ?? 'echo', asked, request.headers)
  response.on('close', () => call.end(response.writableFinished))
  const fault = due(step, call)
  if (faulted(fault, response)) return
  if (asked.stream) return stream(dialect, step, fault, call, asked, response)
  if (step.holdAt !== undefined) await call.hold()
  if (response.destroyed) return
  response.writeHead(200, HEADERS)
  response.end(JSON.stringify(dialect.completion(step, asked, call.id)))
}

/** A tool endpoint that answers when its gate is open: `{"key": script name}` in, the same out. */
async function tool(control, request, response) {
  const raw = await body(request)
  const asked = raw ? JSON.parse(raw) : Object.fromEntries(new URL(request.url, 'http://x').searchParams)
  const call = control.begin(asked.key, asked, request.headers)
  response.on('close', () => call.end(response.writableFinished))
  await call.hold()
  if (response.destroyed) return
  response.writeHead(200, HEADERS)
  response.end(JSON.stringify({ key: asked.key, result: `tool answer ${asked.label ?? ''}`.trim() }))
}

async function route(control, request, response) {
  const path = new URL(request.url, 'http://mock').pathname
  if (path.startsWith('/control/')) return control.serve(request, response, await body(request))
  if (path === '/v1/chat/completions') return chat(chatCompletions, control, request, response)
  if (path === '/v1/messages') return chat(anthropic, control, request, response)
  if (path === '/tools/gated') return tool(control, request, response)
  if (path === '/v1/messages/count_tokens') return response.writeHead(200, HEADERS).end('{"input_tokens":17}')
  response.writeHead(path === '/v1/models' || path === '/v1/embeddings' ? 200 : 404, HEADERS)
  if (path === '/v1/embeddings') return response.end(JSON.stringify(embedding(JSON.parse(await body(request)))))
  response.end(JSON.stringify({ object: 'list', data: [{ id: 'mock', object: 'model', created: 0, owned_by: 'mock' }] }))
}

export async function startMock(port = 0) {
  const control = new Control()
  const server = createServer((request, response) => {
    route(control, request, response).catch(error => {
      if (response.headersSent) response.destroy()
      else fail(response, 500, `mock: ${error.message}`)
    })
  })
  server.requestTimeout = 0
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise(resolve => (server.close(resolve), server.closeAllConnections())),
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const at = process.argv.indexOf('--port')
  const mock = await startMock(at > 0 ? Number(process.argv[at + 1]) : 0)
  console.log(mock.url)
}
