// Looking back on a real server: last year's placements ranked again, whose lists moved and why, and what opens a
// gate for somebody who just misses a post. Numbers are compared with the server's own answers.
import { accessible, check, equal, get, noFaults, noIdNumbers, open, settle, shot, test, textOf } from './harness.mjs'

const rate = (n) => (n === null ? '–' : (n * 100).toFixed(0) + '%')

async function replay(view, prefix) {
  const { base, page, visit } = view
  await test(`${prefix}replay__ranks_groups_and_reasons`, async () => {
    const { body } = await get(base, '/replay?lang=zh&limit=5000')
    const [all, ...later] = body.groups
    check(all.n > 0, 'no placement can be looked at again')
    await visit('/replay')
    const text = await textOf(view)
    for (const hit of all.hits) check(text.includes(rate(hit.rate)), `the rate of the top ${hit.top} is missing`)
    check(text.includes('不能证明'), 'what it does not show is missing')
    equal(await page.locator('[data-group]').count(), later.length + 1, 'groups')
    const isKnown = (one) => ['ranked', 'gated', 'shut', 'out'].includes(one.state)
    equal(await page.locator('[data-case]').count(), Math.min(200, body.items.filter(isKnown).length), 'people listed')
    equal(body.states.reduce((sum, one) => sum + one.n, 0), body.placements, 'each placement has its reason')
    equal(await page.locator('[data-reason]').count(), body.states.filter((one) => one.key !== 'ranked' && one.n).length, 'reasons')
    const sheet = await page.locator('a.button-link[href*="replay.csv"]').getAttribute('href')
    const lines = (await (await fetch(new URL(sheet, base))).text()).trim().split('\r\n')
    equal(lines.length, body.placements + 1, 'rows of the sheet')
    await noIdNumbers(view)
    await shot(view, `${prefix}replay`)
    await accessible(view, 'replay')
    const far = body.items.find((one) => one.differences.length)
    await page.locator(`[data-case="${far.placement}"] button`).click()
    await settle(page)
    const open = await page.locator('tr.open').innerText()
    for (const line of far.differences) check(open.includes(line.title) && open.includes(line.words), `${line.title} is missing`)
    check(page.url().includes('open=' + far.placement), 'the open placement is not in the address')
    await shot(view, `${prefix}replay-open`)
    noFaults(view)
  })

  await test(`${prefix}replay__by_what_became_of_them`, async () => {
    const { body } = await get(base, '/replay?lang=zh&limit=5000&after=3')
    const group = body.groups.slice(1).find((one) => one.n > 0)
    await visit('/replay?after=3')
    await page.locator(`[data-group="${group.key}"] button`).click()
    await settle(page)
    equal(await page.locator('[data-case]').count(), Math.min(200, group.n), 'people of the group')
    check(page.url().includes('stay=' + group.key), 'the group is not in the address')
    const reason = body.states.find((one) => one.advice && one.n > 0)
    await page.locator(`[data-reason="${reason.key}"] button`).click()
    await settle(page)
    equal(await page.locator('[data-case]').count(), Math.min(200, reason.n), 'people of the reason')
    check((await textOf(view)).includes(reason.advice), 'what to do is not said')
    check(page.url().includes('reason=' + reason.key), 'the reason is not in the address')
    await visit('/replay?year=2019')
    check((await textOf(view)).includes('2019 届没有可以复盘的去向'), 'an empty year is not explained')
    noFaults(view)
  })
}

async function moved(view, prefix) {
  const { base, page, visit } = view
  await test(`${prefix}moved__whose_lists_and_why`, async () => {
    const { body } = await get(base, '/moved?lang=zh&limit=50')
    await visit('/moved')
    equal(await page.locator('[data-figure]').count(), body.steps.length + 1, 'figures')
    check((await page.locator('[data-figure="moved"]').innerText()).includes(String(body.moved)), 'the number of lists is missing')
    const first = (await get(base, '/batches')).body.batches.find((one) => /posts/.test(one.file || ''))
    await visit('/moved?batch=' + first.batch)
    const since = (await get(base, `/moved?lang=zh&batch=${first.batch}`)).body
    check(since.moved > 0, 'posts came and no list changed')
    const gained = (await get(base, '/batches')).body.batches.find((one) => one.file === 'trainees.xlsx')
    await visit('/moved?batch=' + gained.batch)
    const everyone = (await get(base, `/moved?lang=zh&batch=${gained.batch}`)).body
    check(everyone.began > 0 && everyone.moved <= everyone.lists, `${everyone.moved} lists moved of ${everyone.lists}`)
    const figure = await page.locator('[data-figure="moved"]').innerText()
    for (const n of [everyone.moved, everyone.lists, everyone.began, everyone.ended]) check(figure.includes(String(n)), `the first figure does not say ${n}: ${figure}`)
    await visit('/moved?batch=' + first.batch)
    check((await textOf(view)).includes(since.items[0].moves[0].label), 'the first post that moved is missing')
    await shot(view, `${prefix}moved`)
    await accessible(view, 'moved')
    noFaults(view)
  })
}

/** Somebody who misses a post by a certificate only. */
async function nearMiss(base) {
  const { body } = await get(base, '/trainees?limit=150')
  for (const { id } of body.items) {
    const list = (await get(base, `/trainees/${id}/matches?top=5&lang=zh`)).body
    const miss = list.matches && list.matches.length && list.near.find((one) => one.gates.some((gate) => gate.key === 'certificate'))
    if (miss) return { id, post: miss.post }
  }
  return null
}

async function near(view, prefix) {
  const { base, page, visit } = view
  await test(`${prefix}near__what_opens_the_gate`, async () => {
    const one = await nearMiss(base)
    check(one, 'nobody just misses a post by a certificate')
    const { body } = await get(base, `/trainees/${one.id}/matches/${one.post}?lang=zh`)
    equal(body.before.gates, 'fail', 'the gate')
    check(body.lifts.every((lift) => lift.after.gates !== 'fail'), 'a lift leaves the gate shut')
    equal(body.gaps[0].kind, 'certificate', 'the first gap')
    await visit(`/trainees/${one.id}?near=${one.post}`)
    const panel = await page.locator('.near-lifts').innerText()
    check(panel.includes(body.gaps[0].words), 'the certificate is not named')
    await shot(view, `${prefix}near`, { fullPage: true })
    await accessible(view, 'near miss')
    noFaults(view)
  })
}

async function placed(view, prefix) {
  const { base, visit } = view
  await test(`${prefix}placed__last_years_are_not_matched`, async () => {
    const { body } = await get(base, '/replay?lang=zh&limit=1')
    const who = body.items[0].trainee
    await visit('/trainees/' + who.id)
    const text = await textOf(view)
    check(text.includes('目前不参加匹配') && text.includes('已登记去向'), 'it is not said why there is no list')
    await shot(view, `${prefix}placed`)
    noFaults(view)
  })
}

export async function run(browser, base, prefix) {
  const view = await open(browser, base)
  await replay(view, prefix)
  await moved(view, prefix)
  await near(view, prefix)
  await placed(view, prefix)
  await view.close()
}
