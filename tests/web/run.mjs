// Browser tests of the console.
//
//     node run.mjs                                   against the mock server
//     DUIKOU_URL=http://127.0.0.1:8080 node run.mjs  the walk against a real server, then the mock cases
//     SHOTS=folder                                   also writes screenshots there
//     ONLY=mock|real                                 one of the two
//
// The last line is "N passed, N failed"; the exit code is 1 when something failed.
import { launch, result, test } from './harness.mjs'
import { run as runBureau } from './bureau.mjs'
import { run as runClerk } from './clerk.mjs'
import { run as runDetails } from './details.mjs'
import { run as runGuidance } from './guidance.mjs'
import { run as runLookback } from './lookback.mjs'
import { start } from './mock.mjs'
import { run as runStaging } from './staging.mjs'
import { run as runStatic } from './static.mjs'
import { run as runTeacher } from './teacher.mjs'
import { run as runWalk } from './walk.mjs'

const real = (process.env.DUIKOU_URL || '').replace(/\/+$/, '')
const only = process.env.ONLY || ''

let browser = null
try {
  await runStatic()
  browser = await launch()
  if (real && only !== 'mock') {
    await runWalk(browser, real, 'real-')
    await runGuidance(browser, real, 'real-')
    await runTeacher(browser, real, 'real-')
    await runLookback(browser, real, 'real-')
    await runClerk(browser, real, 'real-')
    await runBureau(browser, real, 'real-')
    await runStaging(browser, real, 'real-')
  }
  if (only !== 'real') {
    const mock = await start(0)
    await runWalk(browser, mock.url, '')
    await runDetails(browser, mock.url)
    await mock.close()
  }
} catch (cause) {
  await test('run', () => {
    throw cause
  })
} finally {
  if (browser) await browser.close()
}
console.log(`${result.passed} passed, ${result.failed} failed`)
process.exitCode = result.failed ? 1 : 0
