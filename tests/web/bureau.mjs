// The bureau clerk's five steps on a real server: who has not reported; one specialty with its fan and how
// past forecasts did; what changed and why; a correction with a source, beside the model; the brief on
// paper. Numbers are compared with the server's own answers.
import { accessible, check, equal, get, noFaults, open, settle, shot, test, textOf } from './harness.mjs'

const countText = (n, digits = 0) => Number(n).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
/** What the console writes for a change: +1.2, −3.4, 0. */
const signedText = (n, digits = 0) => {
  const text = countText(Math.abs(n), digits)
  return Number(text) === 0 ? '0' : (n < 0 ? '−' : '+') + text
}
const REASON = '新厂投产（浏览器测试）'

async function reporting(view, prefix) {
  const { base, page, visit } = view
  await test(`${prefix}bureau__1_firms_that_have_not_reported`, async () => {
    const { body } = await get(base, '/reporting?lang=zh')
    check(body.expected > 0, 'nobody is expected to report')
    await visit('/reporting')
    const text = await textOf(view)
    for (const n of [body.expected, body.reported, body.expected - body.reported]) check(text.includes(countText(n) + ' 家'), `the number ${n} is missing`)
    check(!body.items.some((one) => text.includes(one.industry)), 'an industry is told by its code')
    for (const one of body.items) check(text.includes(one.industry_title), `the industry of ${one.name} is missing`)
    equal(await page.getByRole('link', { name: '导入填报' }).count(), 1, 'the way to add a report')
    equal(await page.locator('.grid tbody tr').count(), body.items.length, 'firms listed')
    const missing = body.items.filter((one) => one.state === 'missing')
    for (let i = 1; i < missing.length; i++) check(missing[i - 1].share >= missing[i].share, 'the largest comes first')
    if (body.items.length) check(text.includes(body.items[0].name), 'the first firm is not named')
    await shot(view, `${prefix}reporting`)
    await accessible(view, 'reporting')
    await page.getByRole('button', { name: '上个月' }).click()
    await settle(page)
    check(/month=\d{4}-\d{2}/.test(page.url()), 'the month is not in the address')
    await visit('/reporting?month=' + body.as_of.slice(0, 7))
    check((await textOf(view)).includes('这个月还没有结束'), 'a month under way is not told')
    equal(await page.getByRole('button', { name: '下个月' }).count(), 0, 'a month to come can be asked for')
    await visit('/desk')
    check((await page.locator('[data-panel="reporting"]').innerText()).includes(`${countText(body.expected - body.reported)} 家未报`), 'the desk does not say who is missing')
    noFaults(view)
  })
}

async function specialty(view, prefix, item) {
  const { base, page, visit } = view
  await test(`${prefix}bureau__2_fan_and_how_past_forecasts_did`, async () => {
    const { body } = await get(base, `/forecasts?specialty=${item.specialty}&lang=zh`)
    check(body.past.length === 3, 'three past years')
    await visit('/forecasts/' + item.specialty)
    const rows = await page.locator('.past tbody tr').allInnerTexts()
    equal(rows.length, body.past.length, 'past years shown')
    body.past.forEach((one, i) => {
      for (const n of [one.mean, one.last_year, one.came]) check(rows[i].includes(countText(n)), `${one.made}: ${n} is missing`)
      check(rows[i].includes(one.better ? '更准' : '不比上年好'), `${one.made}: no verdict`)
      if (one.came) for (const told of [one.mean, one.last_year]) check(rows[i].includes(signedText((told / one.came - 1) * 100) + '%'), `${one.made}: how far off ${told} was is missing`)
    })
    const text = await textOf(view)
    check(text.includes((await get(base, '/forecasts?lang=zh')).body.verdict), 'the verdict over all specialties is missing')
    const rests = { reports: '各企业的填报记录', counts: '填报单位的家数', none: '没有校正' }[body.covered_by]
    check(rests && text.includes(rests), `what the correction rests on (${body.covered_by}) is not said`)
    const chain = await page.locator('.chain tbody tr').allInnerTexts()
    equal(chain.length, body.addressable.factors.length + 3, 'steps to addressable demand')
    await page.locator('canvas').first().waitFor()
    const first = body.forecast[0].period
    if (!first.endsWith('-01')) check(text.includes(`${first.slice(0, 4)}年（${Number(first.slice(5))}–12月）`), 'a part of a year looks like a whole one')
    await shot(view, `${prefix}bureau-forecast`, { fullPage: true })
    await accessible(view, 'forecast with reasons')
    noFaults(view)
  })
}

async function ratios(view, prefix) {
  const { base, page, visit } = view
  await test(`${prefix}bureau__openings_per_seeker_as_published`, async () => {
    for (const by of ['occupation', 'month', 'grade', 'education']) {
      await visit('/ratios?by=' + by)
      const { body } = await get(base, `/ratios?by=${by}&lang=zh`)
      const rows = await page.locator('tbody tr').count()
      equal(rows, body.lines.length + 1 + (body.no_requirement || body.no_class ? 1 : 0), `rows by ${by}`)
      const text = await textOf(view)
      for (const line of body.lines.slice(0, 5)) if (line.ratio !== null) check(text.includes(line.ratio.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })), `${line.title}: ${line.ratio} is missing`)
      const csv = await (await page.request.get(`${base}/v1/ratios.csv?by=${by}&lang=zh`)).text()
      equal(csv.trim().split('\n').length, body.lines.length + 2, `rows of the sheet by ${by}`)
      if (by !== 'grade' && by !== 'education') continue
      const spread = body.no_requirement / body.total.seekers
      for (const line of body.lines) if (line.seekers) check(Math.abs(line.ratio - (line.demand / line.seekers + spread)) < 0.001, `${line.title}: not as published`)
    }
    await shot(view, `${prefix}ratios`)
    await visit('/ratios?by=occupation')
    await shot(view, `${prefix}ratios-occupation`)
    await accessible(view, 'ratios')
    noFaults(view)
  })
  await test(`${prefix}bureau__the_fan_is_a_picture_of_its_own`, async () => {
    const response = await page.request.get(`${base}/v1/forecasts.svg?horizon=24&lang=zh`)
    equal(response.headers()['content-type'], 'image/svg+xml', 'media type')
    check((await response.text()).includes('</svg>'), 'it is cut short')
    await page.goto(`${base}/v1/forecasts.svg?specialty=${(await get(base, '/forecasts')).body.items[0].specialty}&lang=zh`)
    await shot(view, `${prefix}fan-svg`)
  })
}

async function changes(view, prefix) {
  const { base, page, visit } = view
  await test(`${prefix}bureau__3_what_changed_and_why`, async () => {
    const { body } = await get(base, '/changes?lang=zh')
    check(body.items.length > 0, 'nothing to compare')
    // A month ago is on record in the sample county: data, plants, corrections and program can be told apart.
    for (const step of body.items[0].steps) check(step.is_known, `${step.key} could not be told apart`)
    for (const line of body.items) {
      const sum = line.before + line.steps.reduce((all, step) => all + step.delta, 0)
      check(Math.abs(sum - line.after) < 0.5, `${line.title}: the steps do not add up (${sum}, ${line.after})`)
    }
    await visit('/changes')
    equal(await page.locator('.grid tbody tr').count(), body.items.length, 'specialties shown')
    const text = await textOf(view)
    for (const step of body.items[0].steps) check(text.includes(step.title), `the step ${step.title} is missing`)
    for (const line of body.items) {
      const row = await page.locator('.grid tbody tr', { hasText: line.title }).allInnerTexts()
      const wanted = [countText(line.before, 1), countText(line.after, 1), ...line.steps.filter((step) => step.is_known).map((step) => signedText(step.delta, 1))]
      check(row.some((one) => wanted.every((words) => one.includes(words))), `${line.title}: not ${wanted.join(' ')}`)
    }
    await shot(view, `${prefix}changes`)
    await accessible(view, 'changes')
    noFaults(view)
  })
}

async function correction(view, prefix, item) {
  const { base, page, visit } = view
  await test(`${prefix}bureau__4_a_correction_beside_the_model`, async () => {
    const address = `/forecasts?specialty=${item.specialty}&lang=zh`
    const before = (await get(base, address)).body
    await visit('/forecasts/' + item.specialty)
    await page.getByRole('button', { name: '增加修正' }).click()
    for (const [name, value] of Object.entries({ posts: '+120', from: '2026-09', ramp: '6', probability: '70', reason: REASON, source: '园区会议纪要第 3 号' })) await page.locator(`.form [name="${name}"]`).fill(value)
    await page.getByRole('button', { name: '保存修正' }).click()
    await page.locator('.lines li', { hasText: REASON }).waitFor()
    await settle(page)
    const after = (await get(base, address)).body
    equal(after.forecast.map((step) => step.mean), before.forecast.map((step) => step.mean), 'the model changed')
    const sum = after.forecast.slice(0, 12).reduce((all, step) => all + step.manual - step.mean, 0)
    check(Math.abs(sum - 84) < 1, `120 posts at 70 % are 84, not ${sum}`)
    equal(after.corrections.at(-1).source, '园区会议纪要第 3 号', 'source')
    check((await page.locator('.correct').innerText()).includes(countText(after.manual12)), 'the number with corrections is missing')
    await page.locator('summary', { hasText: '按月的数字' }).click()
    const autumn = after.forecast.find((step) => step.period === '2026-09')
    const month = await page.locator('.months tr', { hasText: '2026年9月' }).innerText()
    for (const n of [autumn.mean, autumn.manual]) check(month.includes(countText(n)), `September does not say ${n}`)
    await shot(view, `${prefix}correction`, { fullPage: true })
    await accessible(view, 'correction')
    noFaults(view)
  })
  await test(`${prefix}bureau__a_second_correction_of_the_same_reason_says_what_it_does`, async () => {
    await visit('/forecasts/' + item.specialty)
    await page.getByRole('button', { name: '增加修正' }).click()
    const fill = async (values) => { for (const [name, value] of Object.entries(values)) await page.locator(`.form [name="${name}"]`).fill(value) }
    await fill({ posts: '60', from: '2026-09', reason: REASON, source: '电话' })
    check((await page.locator('.form').innerText()).includes('已有 +120 人的修正，保存会替换它'), 'a correction would go in silence')
    await fill({ posts: '9999999', reason: '写错的' })
    await page.getByRole('button', { name: '保存修正' }).click()
    const words = await page.locator('.correct .problem').innerText()
    check(words.includes('没有保存') && words.includes('超出范围') && !words.includes('C2'), `not in the words of a form: ${words}`)
    await fill({ from: '2025-09', posts: '60' })
    equal(await page.locator('.form [name="from"]').evaluate((field) => field.validity.rangeUnderflow), true, 'a month that is over can be corrected')
    equal((await get(base, `/forecasts?specialty=${item.specialty}`)).body.corrections.length, 1, 'corrections on record')
    await page.getByRole('button', { name: '增加修正' }).click() // closed again
    noFaults(view)
  })
  await test(`${prefix}bureau__a_correction_without_source_is_refused`, async () => {
    await visit('/forecasts/' + item.specialty)
    await page.getByRole('button', { name: '增加修正' }).click()
    for (const [name, value] of Object.entries({ posts: '12', from: '2026-09', reason: 'x', source: '' })) await page.locator(`.form [name="${name}"]`).fill(value)
    await page.getByRole('button', { name: '保存修正' }).click()
    equal(await page.locator('.form [name="source"]').evaluate((field) => field.validity.valueMissing), true, 'the source is asked for')
    noFaults(view)
  })
  await test(`${prefix}bureau__keep_and_scoreboard`, async () => {
    await visit('/scoreboard')
    await page.getByRole('button', { name: '存档今天的预测' }).click()
    await page.locator('.said').waitFor()
    await settle(page)
    await page.getByRole('button', { name: '存档今天的预测' }).click()
    await page.locator('.said', { hasText: '已经存过' }).waitFor()
    await settle(page)
    const { body } = await get(base, '/scoreboard?lang=zh')
    check(body.kept.some((one) => one.specialty === item.specialty), 'nothing was kept')
    const text = await textOf(view)
    check(text.includes(body.verdict), 'the verdict is missing')
    check(text.includes('实际数还没有来'), 'what is kept today has no truth yet')
    const scored = body.kept.find((one) => one.months > 0)
    const row = await page.locator('.kept tbody tr', { hasText: scored.title }).filter({ hasText: countText(scored.mase, 2) }).first().innerText()
    for (const n of [scored.mean, scored.last_year, scored.came]) check(row.includes(countText(n)), `what was kept a month ago does not say ${n}`)
    await shot(view, `${prefix}scoreboard`, { fullPage: true })
    await accessible(view, 'scoreboard')
    noFaults(view)
  })
}

/** Answers as of a centre without any demand, put in the server's place. */
async function emptyHanded(view, prefix) {
  const { base, page, visit } = view
  await test(`${prefix}bureau__without_demand_every_page_says_what_to_do`, async () => {
    for (const path of ['/forecasts', '/changes', '/scoreboard']) {
      const { body } = await get(base, path + '?lang=zh')
      await page.route((url) => url.pathname === '/v1' + path, (route) => route.fulfill({ json: { ...body, items: [], kept: [] } }))
      await visit(path)
      const text = await textOf(view)
      check(text.includes('还没有需求历史'), `${path} does not say what is missing`)
      equal(await page.locator('a[href="#/import/demand"]', { hasText: '导入' }).count(), 1, `the way out of ${path}`)
      equal(await page.locator('table').count(), 0, `tables without a row on ${path}`)
      equal(await page.getByRole('button', { name: '存档今天的预测' }).count(), 0, `nothing to keep on ${path}`)
    }
    await page.unrouteAll()
    noFaults(view)
  })
}

async function brief(view, prefix) {
  const { base, page, visit } = view
  await test(`${prefix}bureau__5_the_brief_is_two_pages_of_paper`, async () => {
    const list = (await get(base, '/forecasts?lang=zh')).body
    await visit('/brief?pages=2')
    const text = await textOf(view)
    check(text.includes('工信简报'), 'it does not say what it is')
    for (const item of list.items) check(text.includes(item.title), `${item.title} is missing`)
    const sum = list.items.reduce((all, item) => all + item.next12, 0)
    check(text.includes(countText(sum) + ' 人'), `the demand of all, ${sum}, is missing or has no unit`)
    const corrected = list.items.filter((item) => item.corrections)
    check(corrected.length > 0, 'the correction of step 4 is not in the list')
    for (const item of corrected) check(text.includes(`人工修正另计 ${signedText(item.manual12 - item.next12)} 人`), `${item.title}: its correction is missing`)
    check(!text.includes('还没有数据'), 'something is said to have no data')
    await page.emulateMedia({ media: 'print' })
    const pdf = await page.pdf({ preferCSSPageSize: true })
    await page.emulateMedia({ media: null })
    equal((pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g) || []).length, 2, 'pages of A4')
    await shot(view, `${prefix}bureau-brief`, { fullPage: true })
    await accessible(view, 'brief')
    noFaults(view)
  })
}

/** English words are longer: no page of the five steps may be wider than the screen. */
async function inEnglish(browser, base, prefix, item) {
  const view = await open(browser, base, { lang: 'en' })
  await test(`${prefix}bureau__in_english_nothing_is_wider_than_the_screen`, async () => {
    for (const path of ['/reporting', '/forecasts/' + item.specialty, '/changes', '/scoreboard', '/brief?pages=2', '/desk', '/ratios']) {
      await view.visit(path)
      const [wide, screen] = await view.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
      check(wide <= screen, `${path} is ${wide} wide`)
      await shot(view, `${prefix}english-${path.split(/[/?]/)[1]}`)
    }
    noFaults(view)
  })
  await view.close()
}

export async function run(browser, base, prefix) {
  const view = await open(browser, base)
  const list = (await get(base, '/forecasts?lang=zh')).body
  const item = list.items.find((one) => one.projects > 0) || list.items[0]
  await reporting(view, prefix)
  await specialty(view, prefix, item)
  await ratios(view, prefix)
  await changes(view, prefix)
  await correction(view, prefix, item)
  await brief(view, prefix)
  await emptyHanded(view, prefix)
  await inEnglish(browser, base, prefix, item)
  await view.close()
}
