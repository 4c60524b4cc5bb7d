// Tells whoever started the tests how each went: one line of JSON a test.
export default async function* report(source) {
  for await (const { type, data } of source) {
    if ((type === 'test:pass' || type === 'test:fail') && data.nesting === 0 && data.skip === undefined) {
      const error = data.details?.error?.cause ?? data.details?.error
      const why = type === 'test:fail' ? (error?.stack ?? error?.message ?? String(error)) : null
      yield JSON.stringify({ test: data.name, passed: type === 'test:pass', why }) + '\n'
    } else if (type === 'test:stdout' || type === 'test:stderr') {
      yield JSON.stringify({ said: data.message }) + '\n'
    }
  }
}
