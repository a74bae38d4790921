export async function startDistribution() {
  throw new Error('DEMIJOHN_URL is not set')
}
