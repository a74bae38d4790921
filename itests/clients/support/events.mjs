// Reading streams: what the SDK yields, and raw server-sent events.

/** All events that an SDK's stream yields. */
export async function collect(stream) {
  const events = []
  for await (const event of stream) events.push(event)
  return events
}

/** Reads on until one event is good; the reader stays usable. */
export async function nextOf(iterator, good) {
  const seen = []
  for (;;) {
    const { done, value } = await iterator.next()
    if (done) throw new Error(`the stream ended without it: ${JSON.stringify(seen.map(e => e.event))}`)
    seen.push(value)
    if (good(value)) return { event: value, seen }
  }
}

export const named = name => event => event.event === name
export const dataOf = (events, name) => events.filter(named(name)).map(event => event.data)

/** The text that messages-tuple deltas make, by message id. */
export function texts(events) {
  const byId = new Map()
  for (const [delta] of dataOf(events, 'messages')) {
    if (delta.type === 'tool') continue
    byId.set(delta.id, (byId.get(delta.id) ?? '') + delta.content)
  }
  return byId
}

export const hasText = event => event.event === 'messages' && event.data[0].type !== 'tool' && event.data[0].content !== ''

function parse(block) {
  const event = {}
  for (const line of block.split('\n')) {
    if (line.startsWith(':')) continue
    const colon = line.indexOf(':')
    const value = line.slice(colon + 1).replace(/^ /, '')
    event[line.slice(0, colon)] = event.data !== undefined && line.startsWith('data') ? `${event.data}\n${value}` : value
  }
  return event
}

/** Raw server-sent events of a fetch response, in order, data as text. */
export async function* rawEvents(response) {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of response.body) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
    rest = blocks.pop()
    for (const block of blocks) {
      const event = parse(block)
      if (event.event !== undefined || event.data !== undefined) yield event
    }
  }
}
