import { it as register } from 'node:test'

/** A test with a time limit of its own: a hang names itself instead of the whole file. */
export const it = (name, body, timeout = 60_000) => register(name, { timeout }, body)
