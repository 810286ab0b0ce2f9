// What only the command line could do before, on a real server and its pages: a whole class, the questions worth
// asking and their answers, why this one and not that one, job notices, and masked values for a purpose.
import { accessible, check, equal, get, noFaults, noIdNumbers, open, settle, shot, test, textOf } from './harness.mjs'

const ID = /980\d{3}(?:19|20)\d{9}[\dX]/
const undoLast = async (view) => {
  const [{ batch }] = (await get(view.base, '/batches?limit=1')).body.batches
  const response = await view.page.request.post(`${view.base}/v1/batches/${batch}/undo`)
  equal(response.status(), 200, `undo of batch ${batch}`)
}

/** The class with most people who have a match. */
async function bestClass(base) {
  const { items: groups } = (await get(base, '/grid/groups?kind=class')).body
  let best = null
  for (const one of [...groups].sort((a, b) => b.n - a.n).slice(0, 8)) {
    const { body } = await get(base, `/matches/class?class=${encodeURIComponent(one.group)}&top=3&lang=zh`)
    const n = body.rows.filter((row) => row.matches.length).length
    if (!best || n > best.n) best = { n, name: one.group, body }
  }
  check(best && best.n > 0, 'no class has a match')
  return best
}

async function classPage(view, prefix, group) {
  const { base, page, visit } = view
  await test(`${prefix}class__everybody_their_posts_and_who_has_none_and_why`, async () => {
    await visit('/class?class=' + encodeURIComponent(group.name))
    equal(await page.locator('tbody tr').count(), group.body.people, 'people')
    const text = await textOf(view)
    for (const row of group.body.rows) {
      check(text.includes(row.label), `${row.label} is missing`)
      if (row.matches.length) check(text.includes(row.matches[0].label), `the first post of ${row.no} is missing`)
      else check(row.reasons.every((reason) => text.includes(reason.words)) || row.reasons.length === 0, `why ${row.no} has none is missing`)
    }
    check(text.includes(group.body.exposure.gini.toFixed(3)), 'the Gini coefficient is missing')
    await noIdNumbers(view)
    await shot(view, `${prefix}class`, { fullPage: true })
    await accessible(view, 'class')
    noFaults(view)
  })

  await test(`${prefix}class__spread_and_places_are_in_the_address`, async () => {
    await page.locator('[data-choose="top"]').selectOption('5')
    await page.locator('[data-choose="spread"]').check()
    await settle(page)
    check(/top=5/.test(page.url()) && /spread=1/.test(page.url()), page.url())
    const { body } = await get(base, `/matches/class?class=${encodeURIComponent(group.name)}&top=5&spread=1&lang=zh`)
    const seats = new Map()
    for (const row of body.rows) for (const match of row.matches) seats.set(match.post, [(seats.get(match.post) || [0])[0] + 1, Math.max(1, match.openings || 1)])
    for (const [post, [n, openings]] of seats) check(n <= 3 * openings, `post ${post} stands in ${n} lists`)
    await page.reload()
    await settle(page)
    check(await page.locator('[data-choose="spread"]').isChecked(), 'spreading is lost by a reload')
    await shot(view, `${prefix}class-spread`)
    const sheet = await page.request.get(`${base}/v1/matches/class.csv?class=${encodeURIComponent(group.name)}&top=5&lang=zh`)
    const csv = await sheet.text()
    for (const row of body.rows) check(csv.includes(row.no), `${row.no} is not in the sheet`)
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
    check((pdf.match(/\/Type\s*\/Page[^s]/g) || []).length <= 2, 'a class needs more than two pages of paper')
    noFaults(view)
  })

  await test(`${prefix}class__a_cell_leads_to_the_person_with_that_post_open`, async () => {
    await visit('/class?class=' + encodeURIComponent(group.name))
    const row = group.body.rows.find((one) => one.matches.length > 1)
    await page.locator('tbody tr', { hasText: row.no }).locator('td a').nth(1).click()
    await page.waitForFunction((id) => location.hash.startsWith('#/trainees/' + id), row.trainee)
    await settle(page)
    check(page.url().includes('open=' + row.matches[1].post), page.url())
    check((await page.locator('.why h2').first().innerText()).includes(row.matches[1].label), 'another post is open')
    noFaults(view)
  })
}

async function questions(view, prefix, group) {
  const { base, page, visit } = view
  const person = group.body.rows.find((row) => row.matches.length)

  await test(`${prefix}ask__an_answer_is_kept_with_its_source_and_ranks_anew`, async () => {
    await visit('/trainees/' + person.trainee)
    const before = (await get(base, `/trainees/${person.trainee}/matches?top=5&lang=zh`)).body.matches
    const { facts } = (await get(base, `/ask?trainee=${person.trainee}&lang=zh`)).body
    check(facts.length > 0, 'nothing is asked about this person')
    const panel = page.locator('.ask')
    equal(await panel.locator('.fact').count(), facts.length, 'questions')
    const at = facts.findIndex((fact) => !fact.skill && fact.field !== 'place_code' && fact.field !== 'hazard')
    const fact = facts[Math.max(0, at)]
    await panel.locator('.fact').nth(Math.max(0, at)).click()
    await settle(page)
    await panel.locator('form.answer').waitFor()
    check(page.url().includes('ask='), 'the open question is not in the address')
    await shot(view, `${prefix}ask-open`, { fullPage: true })
    await accessible(view, 'question')
    const quick = panel.locator('form.answer button[data-value]')
    if (await quick.count()) await quick.last().click()
    else {
      const box = panel.locator('#ask-value')
      if ((await box.evaluate((one) => one.tagName)) === 'SELECT') await box.selectOption({ index: 1 })
      else await box.fill((await box.getAttribute('type')) === 'date' ? '2026-06-01' : '6000')
      await panel.locator('form.answer button[type=submit]').click()
    }
    await panel.locator('.done').waitFor()
    await settle(page)
    await shot(view, `${prefix}ask-answered`, { fullPage: true })
    const kept = (await get(base, `/${fact.register}/${fact.id}`)).body
    equal(kept.provenance[fact.field].kind, 'asked', 'source')
    const left = (await get(base, `/ask?trainee=${person.trainee}&lang=zh&top=1000`)).body.facts
    check(!left.some((one) => one.register === fact.register && one.id === fact.id && one.field === fact.field && one.skill === fact.skill), 'it is asked again')
    // What entered the list since it was looked at last is marked as new, the rest is not.
    const after = (await get(base, `/trainees/${person.trainee}/matches?top=5&lang=zh`)).body.matches
    for (const match of after) equal(match.is_new, !before.some((one) => one.post === match.post), `${match.label} is new`)
    equal(await page.locator('.entry .tag.good').count(), after.filter((match) => match.is_new).length, 'marks of what is new')
    await panel.locator('.done button').click()
    await panel.locator('.done').waitFor({ state: 'detached' })
    await settle(page)
    const back = (await get(base, `/${fact.register}/${fact.id}`)).body
    check(!back.provenance[fact.field] || back.provenance[fact.field].kind !== 'asked', 'undo left the answer')
    noFaults(view)
  })

  await test(`${prefix}ask__questions_of_a_class_on_its_page`, async () => {
    const { facts } = (await get(base, `/ask?class=${encodeURIComponent(group.name)}&lang=zh`)).body
    await visit('/class?class=' + encodeURIComponent(group.name))
    equal(await page.locator('.ask .fact').count(), facts.length, 'questions')
    for (const fact of facts) check((await page.locator('.ask').innerText()).includes(fact.title), `${fact.title} is missing`)
    noFaults(view)
  })
}

async function comparison(view, prefix) {
  const { base, page, visit } = view
  await test(`${prefix}compare__two_people_at_a_post`, async () => {
    const posts = (await get(base, '/posts?limit=200&order=valid_to.desc')).body.items
    let found = null
    for (const { id } of posts) {
      const { body } = await get(base, `/posts/${id}/matches?top=5&lang=zh`)
      if (body.matches.length > 2) {
        found = { id, body }
        break
      }
    }
    check(found, 'no post has three candidates')
    const [first, , third] = found.body.matches
    await visit('/posts/' + found.id)
    await page.locator('[data-side="second"]').selectOption(String(third.trainee))
    await page.locator('.compare .summary').waitFor()
    await settle(page)
    check(page.url().includes('second=' + third.trainee), 'who is compared is not in the address')
    const { body } = await get(base, `/posts/${found.id}/compare?first=${first.trainee}&second=${third.trainee}&lang=zh`)
    equal(body.lines.reduce((sum, line) => sum + line.difference, 0), body.first.score - body.second.score, 'differences sum to that of the scores')
    const text = await page.locator('.compare').innerText()
    check(text.includes(body.summary), 'the sentence is missing')
    for (const line of body.lines.filter((one) => one.difference !== 0)) check(text.includes(line.title), `${line.title} is missing`)
    await page.locator('.compare').scrollIntoViewIfNeeded()
    await shot(view, `${prefix}compare`)
    await accessible(view, 'comparison')
    noFaults(view)
  })
}

async function notices(view, prefix) {
  const { base, page, visit } = view
  const [known] = (await get(base, '/posts?limit=1')).body.items
  const csv = `统一社会信用代码,岗位编号,岗位名称,职业代码,招聘人数,招聘要求原文\n${known.uscc},ZS-001,电焊工,焊工,2,"限男性，35岁以下"\n`

  await test(`${prefix}notices__are_told_while_the_sheet_is_checked`, async () => {
    await visit('/import')
    await page.locator('input[type=file]').setInputFiles({ name: '岗位.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await page.locator('.tiles').first().waitFor()
    await settle(page)
    const text = await textOf(view)
    for (const word of ['不予发布', '限男', '提醒', '35岁以下', '妇女权益保障法']) check(text.includes(word), `${word} is missing`)
    await shot(view, `${prefix}notices-import`, { fullPage: true })
    await accessible(view, 'notices at import')
    await page.locator('.actions .primary').click()
    await page.getByText('招聘文字审查').first().waitFor()
    await settle(page)
    noFaults(view)
  })

  await test(`${prefix}notices__on_the_page_of_the_post_and_in_one_list`, async () => {
    const { items } = (await get(base, '/posts?post_no=eq.ZS-001')).body
    equal(items.length, 1, 'the post')
    await visit('/posts/' + items[0].id)
    const text = await textOf(view)
    check(text.includes('不予发布') && text.includes('限男'), 'the post does not say what is wrong')
    check(text.includes('招聘文字含违法内容'), 'the gate does not keep it out')
    await shot(view, `${prefix}notices-post`, { fullPage: true })
    await visit('/notices?level=blocked')
    equal(await page.locator('.notices li').count(), (await get(base, '/notices')).body.notices.filter((one) => one.level === 'blocked').length, 'blocked')
    await shot(view, `${prefix}notices`)
    await accessible(view, 'notices')
    await undoLast(view)
    noFaults(view)
  })
}

async function masked(view, prefix) {
  const { base, page, visit } = view
  const [person] = (await get(base, '/trainees?limit=1')).body.items

  await test(`${prefix}unmask__needs_a_purpose_and_lasts_a_moment`, async () => {
    await visit('/trainees/' + person.id)
    check(!ID.test(await page.content()), 'a number stands in the page before')
    await page.locator('.unmask button').first().click()
    check(await page.locator('.unmask button[type=submit]').isDisabled(), 'no purpose is needed')
    await page.locator('#unmask-purpose').fill('核对报名表')
    await shot(view, `${prefix}unmask-asked`, { fullPage: true })
    await accessible(view, 'unmask')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => /980\d{3}(?:19|20)\d{9}[\dX]/.test(document.body.innerText))
    check(!ID.test(page.url()), 'the number is in the address')
    await page.locator('.unmask button').click()
    await settle(page)
    check(!ID.test(await page.content()), 'a number is left when it is masked again')
    const response = await page.request.post(`${base}/v1/trainees/${person.id}/unmask`, { data: { purpose: '' } })
    equal(response.status(), 422, 'without a purpose')
    noFaults(view)
  })

  await test(`${prefix}unmask__the_form_for_signing`, async () => {
    await page.getByRole('button', { name: '推荐表（明文）' }).click()
    await page.locator('#referral-purpose').fill('打印签字')
    await page.keyboard.press('Enter')
    await page.locator('.sheet').waitFor()
    await settle(page)
    await page.waitForFunction(() => document.querySelector('.sheet').getBoundingClientRect().height > 300)
    await shot(view, `${prefix}referral-clear`)
    const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1')
    equal((pdf.match(/\/Type\s*\/Page[^s]/g) || []).length, 1, 'pages of the form')
    await page.locator('.referral-box .bar button').nth(1).click()
    equal(await page.locator('.referral-box').count(), 0, 'closed')
    noFaults(view)
  })
}

async function selfCheck(view, prefix) {
  const { base, page, visit } = view
  await test(`${prefix}check__on_request_and_all_is_well`, async () => {
    await visit('/batches')
    equal(await page.locator('.check li').count(), 0, 'nothing is checked before it is asked for')
    await page.locator('.check button').click()
    await page.locator('.check li').first().waitFor()
    await settle(page)
    const { body } = await get(base, '/doctor?lang=zh')
    check(body.ok, JSON.stringify(body))
    equal(await page.locator('.check li').count(), body.checks.length, 'checks')
    check(page.url().includes('check=1'), 'the check is not in the address')
    await page.locator('.check').scrollIntoViewIfNeeded()
    await shot(view, `${prefix}self-check`)
    noFaults(view)
  })
}

export async function run(browser, base, prefix) {
  const view = await open(browser, base)
  const group = await bestClass(base)
  await classPage(view, prefix, group)
  await questions(view, prefix, group)
  await comparison(view, prefix)
  await notices(view, prefix)
  await masked(view, prefix)
  await selfCheck(view, prefix)
  await view.close()
}
