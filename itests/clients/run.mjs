// Runs every suite against a running Demijohn (DEMIJOHN_URL, DEMIJOHN_KEY, DEMIJOHN_ETC), or against
// one that it unpacks and starts itself when no URL is given. Exits 0 only when every test passed
// and none was skipped.
import { readdirSync } from 'node:fs'
import { spec } from 'node:test/reporters'
import { run } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startAimock } from './aimock.mjs'
import { startMock } from './mock-openai.mjs'
import { startDistribution } from './support/distribution.mjs'
import { allowOrigin, ORIGIN, prepare } from './support/setup.mjs'

const FILE_TIMEOUT_MS = process.env.DEMIJOHN_DRILLS === 'true' ? 3_600_000 : 600_000
const here = fileURLToPath(new URL('.', import.meta.url))

function chosen(patterns) {
  const files = readdirSync(`${here}test`).filter(name => name.endsWith('.test.mjs')).sort()
  const wanted = patterns.length ? files.filter(name => patterns.some(p => name.includes(p))) : files
  if (!wanted.length) throw new Error(`no suite has ${patterns.join(' or ')} in its name: ${files.join(', ')}`)
  return wanted.map(name => `${here}test/${name}`)
}

/** Passes on what the runner says and keeps what makes a run bad. */
async function report(files) {
  const stream = run({ files, concurrency: 2, timeout: FILE_TIMEOUT_MS })
  const bad = { failed: 0, skipped: 0, todo: 0, passed: 0 }
  stream.on('test:fail', () => bad.failed++)
  stream.on('test:pass', event => {
    bad.passed++
    if (event.skip !== undefined) bad.skipped++
    if (event.todo !== undefined) bad.todo++
  })
  const shown = stream.compose(new spec())
  for await (const part of shown) process.stdout.write(part)
  return bad
}

const mock = await startMock()
const aimock = await startAimock()
Object.assign(process.env, { CLIENTS_MOCK: mock.url, CLIENTS_AIMOCK: aimock.url, CLIENTS_ORIGIN: ORIGIN })
const own = process.env.DEMIJOHN_URL ? undefined : await startDistribution()
Object.assign(process.env, own?.env)
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => Promise.resolve(own?.stop()).finally(() => process.exit(1)))

/** Runs the suites on a platform made ready for them, and leaves it as it was. */
async function suites(target) {
  const closed = await allowOrigin(target)
  try {
    const prepared = await prepare(target)
    Object.assign(process.env, prepared.env)
    return await report(chosen(process.argv.slice(2))).finally(prepared.undo)
  } finally {
    await closed()
  }
}

let outcome
try {
  const { DEMIJOHN_URL: url, DEMIJOHN_KEY: key, DEMIJOHN_ETC: etc } = process.env
  if (!key || !etc) throw new Error('DEMIJOHN_URL needs DEMIJOHN_KEY (an admin key) and DEMIJOHN_ETC (the etc folder) beside it')
  outcome = await suites({ url: url.replace(/\/$/, ''), key, etc })
} finally {
  await own?.stop()
  await Promise.all([mock.close(), aimock.stop()])
}
const { failed, skipped, todo, passed } = outcome
if (skipped || todo) console.error(`${skipped} skipped and ${todo} todo tests: neither is allowed here`)
process.exit(failed || skipped || todo || !passed ? 1 : 0)
