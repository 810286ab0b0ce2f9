// The teacher on the phone with a parent, in five steps, against a real server: find by initials, five posts
// with why and how sure, open one, pin and exclude with a reason that survives, print the form.
import { accessible, check, equal, get, noFaults, noIdNumbers, open, settle, shot, test, textOf } from './harness.mjs'

/** A trainee with at least four matches and no decision yet. */
async function somebody(base) {
  const list = await get(base, '/trainees?limit=120')
  for (const { id } of list.body.items) {
    const { status, body } = await get(base, `/trainees/${id}/matches?top=5&lang=zh`)
    if (status === 200 && body.matches.length >= 4 && !body.set_aside.length) return { id, body }
  }
  throw new Error('nobody has four matches')
}

/** A trainee without any match. */
async function nobodysPost(base) {
  const list = await get(base, '/trainees?limit=120')
  for (const { id } of list.body.items) {
    const { status, body } = await get(base, `/trainees/${id}/matches?top=5&lang=zh`)
    if (status === 200 && !body.matches.length) return { id, body }
  }
  throw new Error('everybody has a match')
}

/** Initials that find the person by what the server itself lists: the surname is all that is not masked. */
async function wordsFor(base, person) {
  const surname = person.body.subject.label.slice(0, 1)
  const { body } = await get(base, `/search?q=${encodeURIComponent(surname)}&register=trainees&limit=100`)
  check(body.items.some((item) => item.id === person.id), 'the surname does not find the person')
  return { surname, place: body.items.findIndex((item) => item.id === person.id) }
}

async function steps(view, prefix) {
  const { base, page, visit } = view
  let person = null
  let excluded = ''

  await test(`${prefix}find__by_keyboard_from_anywhere`, async () => {
    person = await somebody(base)
    const { surname } = await wordsFor(base, person)
    await visit('/posts')
    await page.locator('body').press('/')
    equal(await page.evaluate(() => document.activeElement.id), 'search', 'focus after /')
    await page.keyboard.type(surname)
    await page.locator('[role="option"]').first().waitFor()
    await settle(page)
    await shot(view, `${prefix}step1-find`)
    await accessible(view, 'search box')
    await page.keyboard.press('ArrowDown')
    equal(await page.locator('[role="option"][aria-selected="true"]').count(), 1, 'chosen by arrow')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => /^#\/(trainees|posts|enterprises|teachers)\/\d+/.test(location.hash))
    await settle(page)
    noFaults(view)
  })

  await test(`${prefix}find__all_results_have_an_address`, async () => {
    const { surname } = await wordsFor(base, person)
    await visit('/find?q=' + encodeURIComponent(surname))
    const text = await textOf(view)
    check(text.includes(surname + '*'), 'no masked name among the results')
    await noIdNumbers(view)
    await shot(view, `${prefix}step1-results`)
    await accessible(view, 'results')
    await visit('/find?q=980101200001010018')
    check((await textOf(view)).includes('后四位'), 'a whole number is not refused')
    noFaults(view)
  })

  await test(`${prefix}list__five_posts_why_how_sure_seats`, async () => {
    await visit('/trainees/' + person.id)
    equal(await page.locator('.entry').count(), person.body.matches.length, 'posts')
    for (const match of person.body.matches) check((await textOf(view)).includes(match.summary), 'a summary is missing')
    check(/已推荐 \d+ \/ 招/.test(await textOf(view)), 'referrals and seats are missing')
    await shot(view, `${prefix}step2-list`, { fullPage: true })
    await accessible(view, 'list')
    noFaults(view)
  })

  await test(`${prefix}open__every_criterion_and_what_would_lift_it`, async () => {
    await page.locator('.entry').nth(2).click()
    await settle(page)
    const match = person.body.matches[2]
    const why = await page.locator('.why').innerText()
    for (const one of match.criteria) check(why.includes(one.title), `criterion ${one.title} is missing`)
    const detail = (await get(base, `/trainees/${person.id}/matches/${match.post}?lang=zh`)).body
    check(detail.match.score === match.score, 'the detail has another score')
    const lifts = await page.locator('.lifts').innerText()
    check(lifts.includes('怎样能更靠前'), 'what would lift is missing')
    for (const lift of detail.lifts.slice(0, 3)) check(lifts.includes(lift.changes[0].words), `${lift.changes[0].words} is missing`)
    check(page.url().includes('open=' + match.post), 'the open post is not in the address')
    await shot(view, `${prefix}step3-open`, { fullPage: true })
    noFaults(view)
  })

  await test(`${prefix}decide__pin_and_exclude_survive_the_next_run`, async () => {
    const [first, , third] = person.body.matches
    await visit(`/trainees/${person.id}?open=${third.post}`)
    await page.locator('[data-kind="pin"]').click()
    await page.locator('.entry .tag.brand').first().waitFor()
    await settle(page)
    await visit(`/trainees/${person.id}?open=${first.post}`)
    await page.locator('[data-kind="exclude"]').click()
    await page.locator('#decide-reason').fill('夜里没有班车')
    await page.keyboard.press('Enter')
    await page.locator('.aside-list').waitFor()
    await settle(page)
    excluded = first.label
    const again = (await get(base, `/trainees/${person.id}/matches?top=5&lang=zh`)).body
    equal(again.matches[0].post, third.post, 'the pinned post is not first')
    check(again.matches.every((match) => match.post !== first.post), 'the excluded post is still offered')
    equal(again.set_aside.map((one) => [one.post, one.reason]), [[first.post, '夜里没有班车']], 'set aside')
    await page.reload()
    await page.locator('.aside-list').waitFor()
    await settle(page)
    const aside = await page.locator('.aside-list').innerText()
    check(aside.includes('夜里没有班车'), `the reason is gone after a reload: ${aside}`)
    await shot(view, `${prefix}step4-decided`, { fullPage: true })
    await accessible(view, 'decisions')
    noFaults(view)
  })

  await test(`${prefix}print__the_form_fits_a4_without_numbers`, async () => {
    const href = await page.locator('a[href*="referral.html"]').getAttribute('href')
    const response = await page.request.get(base + href)
    equal(response.status(), 200, 'form')
    const html = await response.text()
    for (const word of ['学员就业推荐表', '盖章处', '学员签名']) check(html.includes(word), `${word} is not on the form`)
    check(!html.includes(excluded), 'the excluded post is on the form')
    check(!/[1-9]\d{5}(?:19|20)\d{9}[\dX]/.test(html), 'a whole document number is on the form')
    const paper = await view.context.newPage()
    await paper.goto(base + href)
    await shot({ page: paper }, `${prefix}step5-form`, { fullPage: true })
    const pdf = (await paper.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1')
    equal((pdf.match(/\/Type\s*\/Page[^s]/g) || []).length, 1, 'pages of the form')
    await paper.close()
    const chat = await (await page.request.get(`${base}/v1/trainees/${person.id}/matches.txt?lang=zh`)).text()
    check(!/[TP]\d{6}|98\d{4}/.test(chat), 'a number stands in the chat text')
    await page.locator('.aside-list .link-button').first().click()
    await settle(page)
    await page.locator('[data-kind="pin"].on').count()
    noFaults(view)
  })

  await test(`${prefix}nobody__no_post_is_never_an_empty_page`, async () => {
    const one = await nobodysPost(base)
    await visit('/trainees/' + one.id)
    const text = await textOf(view)
    check(text.includes(one.body.own_gates.length ? '目前不参加匹配' : '目前没有各项条件都符合的岗位'), 'it is not said that there is none')
    const reasons = [...one.body.own_gates, ...one.body.near.flatMap((miss) => miss.gates), ...one.body.unknowns.flatMap((miss) => miss.gates)]
    check(reasons.length + one.body.wider.length > 0, 'the server gives no reason and no way')
    for (const wish of one.body.wider) check(text.includes(wish.words), `the wider search ${wish.words} is not on the page`)
    check(!reasons.length || text.includes(reasons[0].words), 'the reason is not on the page')
    await shot(view, `${prefix}nobody`, { fullPage: true })
    await accessible(view, 'nobody')
    noFaults(view)
  })

  await test(`${prefix}weights__a_live_preview_before_anything_changes`, async () => {
    const before = (await get(base, '/weights')).body
    await visit('/weights?w=pay:4000,skills:0')
    await page.locator('.summary').waitFor()
    await settle(page)
    equal((await get(base, '/weights')).body.label, before.label, 'looking changed the weights')
    check((await page.locator('.person').count()) > 0, 'nobody moves')
    await shot(view, `${prefix}weights`)
    await accessible(view, 'weights')
    await page.locator('#weights-name').fill('试用')
    await page.locator('.save button').click()
    await page.getByText('试用/1').first().waitFor()
    await settle(page)
    equal((await get(base, `/trainees/${person.id}/matches?top=1`)).body.weights, '试用/1', 'weights of lists')
    const bad = await page.request.post(base + '/v1/weights/preview', { data: { weights: { skills: -1 } } })
    equal(bad.status(), 400, 'a negative weight')
    const unknown = await page.request.post(base + '/v1/weights/preview', { data: { weights: { skils: 1 } } })
    check((await unknown.json()).next_en.includes('skills') || (await unknown.json()).title_en.includes('skills'), 'the nearest key is not named')
    const batches = (await get(base, '/batches?limit=1')).body.batches
    await page.request.post(`${base}/v1/batches/${batches[0].batch}/undo`)
    equal((await get(base, '/weights')).body.label, before.label, 'undo')
    noFaults(view)
  })

  await test(`${prefix}exposure__gini_and_caps`, async () => {
    const { body } = await get(base, '/exposure?top=10&limit=40')
    await visit('/exposure')
    const text = await textOf(view)
    check(text.includes((((body.total_front - body.total_front_spread) / body.total_front) * 100).toFixed(2) + '%'), 'the loss of the first places is missing')
    check(text.includes(body.gini.toFixed(3)) && text.includes(body.gini_spread.toFixed(3)), 'the Gini coefficients are missing')
    equal(await page.locator('tbody tr').count(), body.most.length, 'posts')
    for (const post of body.most) check(post.lists_spread <= post.cap, `${post.label} is above its cap`)
    await shot(view, `${prefix}exposure`)
    await accessible(view, 'exposure')
    noFaults(view)
  })

  await test(`${prefix}spread__the_list_of_one_person`, async () => {
    const { body } = await get(base, `/trainees/${person.id}/matches?top=5&spread=1`)
    equal(body.spread, true, 'the list is not spread')
    await visit(`/trainees/${person.id}`)
    await page.locator('[data-spread][aria-pressed="false"]').click()
    await page.locator('[data-spread][aria-pressed="true"]').waitFor()
    check(page.url().includes('spread=1'), 'the address does not say it')
    await settle(page)
    equal(await page.locator('.list h2').innerText(), `分散推荐的 ${body.matches.length} 个岗位`, 'heading of a spread list')
    for (const match of body.matches) await page.locator('.top b', { hasText: match.label }).first().waitFor()
    await shot(view, `${prefix}spread`)
    await accessible(view, 'spread')
    noFaults(view)
  })

  await test(`${prefix}sheets__of_the_list`, async () => {
    for (const suffix of ['csv', 'xlsx']) {
      const response = await page.request.get(`${base}/v1/trainees/${person.id}/matches.${suffix}?lang=zh`)
      equal(response.status(), 200, suffix)
      check((await response.body()).length > 200, `${suffix} is empty`)
    }
  })
}

export async function run(browser, base, prefix) {
  const view = await open(browser, base)
  await steps(view, prefix)
  await view.close()
}
