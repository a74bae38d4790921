// A Demijohn of our own: unpacked from the build's archive (or DEMIJOHN_HOME), started on a fresh
// data folder and a free port.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const exec = promisify(execFile)
const targets = fileURLToPath(new URL('../../../karaf-distribution/target/', import.meta.url))

async function archive() {
  const names = (await readdir(targets).catch(() => [])).filter(name => name.endsWith('.tar.gz'))
  if (!names.length) throw new Error(`no archive in ${targets}: build the distribution, or set DEMIJOHN_HOME or DEMIJOHN_URL`)
  const dated = await Promise.all(names.map(async name => [(await stat(join(targets, name))).mtimeMs, name]))
  return join(targets, dated.sort((a, b) => b[0] - a[0])[0][1])
}

async function unpacked(folder) {
  if (process.env.DEMIJOHN_HOME) return process.env.DEMIJOHN_HOME
  await exec('tar', ['-xzf', await archive(), '-C', folder])
  const [name] = await readdir(folder)
  return join(folder, name)
}

/** Free now; whoever takes it before us makes the start fail with a sentence that says so. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

export class Instance {
  constructor(home, data, port) {
    Object.assign(this, { home, data, port, url: `http://127.0.0.1:${port}`, etc: join(data, 'etc') })
    this.keyFile = `${data}.key`
  }

  async command(name, ...options) {
    const args = [name, '--data', this.data, ...options]
    try {
      return (await exec(join(this.home, 'bin/demijohn'), args, { timeout: 300_000 })).stdout
    } catch (error) {
      throw new Error(`demijohn ${args.join(' ')}:\n${error.stdout ?? ''}${error.stderr ?? ''}`)
    }
  }

  async start() {
    await this.command('start', '--port', String(this.port), '--api-key-file', this.keyFile)
    this.key = (await readFile(this.keyFile, 'utf8')).trim()
  }

  stop() {
    return this.command('stop')
  }

  /** The process at once, without a chance to save anything. */
  async kill() {
    const pid = Number(await readFile(join(this.data, 'demijohn.pid'), 'utf8'))
    process.kill(pid, 'SIGKILL')
    for (;;) {
      try {
        process.kill(pid, 0)
      } catch {
        return
      }
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

/** A started instance with its own folder, and `remove` that stops it and leaves nothing. */
export async function startDistribution() {
  const folder = await mkdtemp(join(tmpdir(), 'demijohn-clients-'))
  const home = await unpacked(folder)
  const instance = new Instance(home, join(folder, 'data'), await freePort())
  const remove = async () => {
    await instance.stop()
    await rm(folder, { recursive: true, force: true })
  }
  await instance.start().catch(async error => {
    await remove().catch(() => undefined) // the start's own sentence says more
    throw error
  })
  const env = { DEMIJOHN_URL: instance.url, DEMIJOHN_KEY: instance.key, DEMIJOHN_ETC: instance.etc, DEMIJOHN_HOME: home }
  return { instance, env, stop: remove }
}
