// Old syntax on purpose: an old Node must get as far as this sentence.
var major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  console.error('The client suites need Node 20 or newer and this is ' + process.version + ': install it and put it first on the PATH')
  process.exit(1)
}
