// The steps of the users, on any server that speaks docs/formats.md: home, a person with five posts and
// why, a post, the lists, forecast, quota, brief. Data is taken from the server's own answers, so the same
// walk fits the mock and a real county. A resource that the server does not have is skipped aloud.
import { accessible, check, equal, get, noFaults, noIdNumbers, open, settle, shot, test, textOf } from './harness.mjs'

const scoreText = (score) => (score / 100).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const countText = (n) => Number(n).toLocaleString('en-US', { maximumFractionDigits: 0 })

async function has(base, path) {
  const { status } = await get(base, path)
  if (status !== 404 && status !== 501) return true
  console.log(`skipped: ${path} is not served here`)
  return false
}

/** A trainee with matches, from the server's suggestions, else from the first page of the list. */
async function somebody(base, home) {
  const list = await get(base, '/trainees?limit=20')
  const ids = [...(home.try || []).map((one) => one.trainee), ...list.body.items.map((one) => one.id)]
  for (const id of ids) {
    const { status, body } = await get(base, `/trainees/${id}/matches?top=5&lang=zh`)
    if (status === 200 && body.matches.length) return { id, body }
  }
  throw new Error('no trainee of the first page has a match')
}

async function people(view, prefix) {
  const { base, page, visit } = view
  const home = (await get(base, '/home')).body
  let person = null

  await test(`${prefix}home__counts_people_to_try_and_a_button_per_role`, async () => {
    await visit('/')
    const text = await textOf(view)
    for (const key of ['trainees', 'posts']) check(text.includes(countText(home.counts[key])), `the number of ${key} (${home.counts[key]}) is missing`)
    equal(await page.locator('[data-role]').evaluateAll((links) => links.map((link) => link.dataset.role)), ['teacher', 'clerk', 'planner', 'office', 'leader'], 'roles')
    if (home.try && home.try.length) equal(await page.locator('.try a').count(), home.try.length, 'people to try')
    await shot(view, `${prefix}home`)
    await accessible(view, 'home')
    noFaults(view)
  })

  await test(`${prefix}roles__each_button_leads_to_a_working_page`, async () => {
    for (const role of ['teacher', 'clerk', 'planner', 'office', 'leader']) {
      await visit('/')
      await page.locator(`[data-role="${role}"]`).click()
      await page.waitForFunction(() => location.hash !== '#/')
      await settle(page)
      check((await page.locator('#page-title').innerText()).length > 1, `${role}: no title`)
      // The planner's page may say that there is no plan yet; the others always have something.
      const problems = await page.locator('.problem').allInnerTexts()
      check(!problems.length || role === 'planner', `${role}: ${problems.join(' ')}`)
    }
  })

  await test(`${prefix}trainee__five_posts_and_why`, async () => {
    person = await somebody(base, home)
    const { matches } = person.body
    await visit('/')
    await page.locator(`a[href="#/trainees/${person.id}"]`).first().click({ timeout: 3000 }).catch(() => visit(`/trainees/${person.id}`))
    await page.locator('.entry').first().waitFor()
    await settle(page)
    equal(await page.locator('.entry').count(), matches.length, 'posts shown')
    check(matches.length <= 5, 'more than five')
    const why = await page.locator('.why').innerText()
    check(why.includes(scoreText(matches[0].score)), 'the score is not in the explanation')
    for (const one of matches[0].criteria) check(why.includes(one.title), `criterion ${one.title} is not explained`)
    for (const gate of matches[0].gates) check(why.includes(gate.title), `gate ${gate.title} is not shown`)
    await shot(view, `${prefix}trainee`)
    await shot(view, `${prefix}trainee-full`, { fullPage: true })
    await accessible(view, 'trainee')
    await noIdNumbers(view)
    noFaults(view)
  })

  await test(`${prefix}trainee__points_add_up_to_the_score`, async () => {
    for (const match of person.body.matches) {
      equal(match.criteria.reduce((sum, one) => sum + one.points, 0), match.score, `post ${match.no}`)
      equal(match.fit + match.wish, match.score, `fit and wish of post ${match.no}`)
      check(match.gates.every((gate) => gate.state === 'pass'), `post ${match.no} is listed with a gate that does not pass`)
    }
  })

  await test(`${prefix}trainee__choosing_another_post_explains_it_and_is_in_the_address`, async () => {
    const { matches } = person.body
    if (matches.length < 2) return
    const other = matches[1]
    await visit(`/trainees/${person.id}`)
    await page.locator('.entry').nth(1).focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction((id) => location.hash.includes('open=' + id), other.post)
    check((await page.locator('.why').innerText()).includes(other.label), 'the other post is not explained')
    await page.reload()
    await page.locator('.why').waitFor()
    check((await page.locator('.why').innerText()).includes(other.label), 'a reload forgets which post was open')
    await page.goBack()
  })

  await test(`${prefix}trainee__prints_on_a4_with_all_reasons_and_signatures`, async () => {
    await visit(`/trainees/${person.id}`)
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 688, height: 972 }) // A4 within its margins at 96 dots an inch
    try {
      const text = await page.locator('main').innerText()
      for (const match of person.body.matches) check(text.includes(match.label), `${match.label} is not printed`)
      check(/填报人|Filled in by/.test(text), 'no line for the signature')
      await shot(view, `${prefix}trainee-print`, { fullPage: true })
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true })
      const sheets = [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b/g)].length
      check(sheets >= 1 && sheets <= 2, `${sheets} pages of A4, at most 2`)
    } finally {
      await page.emulateMedia({ media: null })
      await page.setViewportSize({ width: 1366, height: 768 })
    }
  })

  await test(`${prefix}post__people_for_it`, async () => {
    const { post } = person.body.matches[0]
    const { body } = await get(base, `/posts/${post}/matches?top=5&lang=zh`)
    await visit(`/posts/${post}`)
    equal(await page.locator('.entry').count(), body.matches.length, 'people shown')
    if (body.matches.length) check((await page.locator('.why').innerText()).includes(scoreText(body.matches[0].score)), 'the score is not explained')
    else check((await page.locator('.none').count()) === 1, 'an empty page')
    await shot(view, `${prefix}post`)
    await accessible(view, 'post')
    await noIdNumbers(view)
    noFaults(view)
  })
}

async function lists(view, prefix) {
  const { base, page, visit } = view
  const { registers } = (await get(base, '/registers')).body

  await test(`${prefix}lists__every_register_by_its_field_table`, async () => {
    for (const register of registers) {
      const { body } = await get(base, `/${register.key}?limit=50`)
      await visit('/' + register.key)
      check((await page.locator('#page-title').innerText()) === register.title.zh, `title of ${register.key}`)
      equal(await page.locator('tbody tr').count(), body.items.length, `rows of ${register.key}`)
      check((await page.locator('.foot').innerText()).includes(countText(body.total)), `total of ${register.key}`)
      check((await page.locator('thead th').count()) >= 3, `columns of ${register.key}`)
      await noIdNumbers(view)
    }
    noFaults(view)
  })

  await test(`${prefix}lists__a_record_opens_with_its_sources`, async () => {
    for (const register of registers) {
      const { body } = await get(base, `/${register.key}?limit=1`)
      if (!body.items.length) continue
      await visit(`/${register.key}/${body.items[0].id}?source=1`)
      check((await textOf(view)).includes(body.items[0].no), `${register.key}: the number is missing`)
      check((await page.locator('.fields dt').count()) > 0, `${register.key}: no fields`)
    }
    noFaults(view)
  })

  await test(`${prefix}lists__trainees_sort_page_and_sheets`, async () => {
    await visit('/trainees')
    await shot(view, `${prefix}trainees`)
    await accessible(view, 'list')
    const { body } = await get(base, '/trainees?limit=50')
    const csv = await page.locator('a[href*=".csv"]').getAttribute('href')
    check(/^\/v1\/trainees\.csv/.test(csv), 'no sheet of the list')
    if (body.next) {
      await page.locator('.foot a').last().click()
      await page.waitForFunction(() => location.hash.includes('after='))
      await settle(page)
      const first = await page.locator('tbody tr th').first().innerText()
      check(first !== body.items[0].no, 'the second page is the first')
      await page.locator('.foot a').first().click()
      await page.waitForFunction(() => !location.hash.includes('after='))
      await settle(page)
      equal(await page.locator('tbody tr th').first().innerText(), body.items[0].no, 'back on the first page')
    }
    await page.locator('thead .sort').nth(1).click()
    await page.waitForFunction(() => location.hash.includes('order='))
    await settle(page)
    check((await page.locator('thead [aria-sort="ascending"]').count()) === 1, 'the order is not shown')
    check((await page.locator('.problem').count()) === 0, 'ordering fails')
    noFaults(view)
  })

  await test(`${prefix}lists__an_unknown_filter_is_answered_with_what_to_do`, async () => {
    await visit('/trainees?colour=eq.blue')
    const text = await page.locator('.problem').innerText()
    check(text.includes('colour') && /怎么办/.test(text), `the answer is: ${text}`)
  })

  await test(`${prefix}lists__a_missing_record_is_said_in_words`, async () => {
    await visit('/enterprises/99999999')
    check((await page.locator('.problem h2').innerText()).length > 3, 'no words')
  })
}

async function plans(view, prefix) {
  const { base, page, visit } = view

  if (await has(base, '/forecasts')) {
    await test(`${prefix}forecast__chart_with_fan_years_and_backtest`, async () => {
      const { body } = await get(base, '/forecasts')
      check(body.items.length > 0, 'no specialty has a forecast')
      const [first] = body.items
      const one = (await get(base, `/forecasts?specialty=${encodeURIComponent(first.specialty)}&lang=zh`)).body
      await visit('/forecasts')
      await page.locator('.chart canvas').waitFor()
      await page.waitForTimeout(300) // one frame for the canvas
      equal(await page.locator('.specialties li').count(), body.items.length, 'specialties')
      const colours = await page.locator('.chart canvas').evaluate((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
        const seen = new Set()
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2])
        return { outer: seen.has(0xd6e5ee), inner: seen.has(0xa9c8db), line: seen.has(0x1f5f8b) }
      })
      equal(colours, { outer: true, inner: true, line: true }, 'what is drawn')
      const text = await textOf(view)
      for (const year of one.years) check(text.includes(countText(year.mean)), `year ${year.period} is missing`)
      if (one.backtest) check(text.includes(one.backtest.mase.toFixed(2)), 'the backtest is missing')
      await shot(view, `${prefix}forecast`)
      await shot(view, `${prefix}forecast-full`, { fullPage: true })
      await accessible(view, 'forecast')
      noFaults(view)
    })
    await test(`${prefix}forecast__every_specialty_opens`, async () => {
      const { body } = await get(base, '/forecasts')
      for (const item of body.items) {
        await visit('/forecasts/' + encodeURIComponent(item.specialty))
        check((await page.locator('.problem').count()) === 0, `${item.title} fails`)
        await page.locator('.chart canvas').waitFor()
      }
      noFaults(view)
    })
  }

  if (await has(base, '/quota')) {
    await test(`${prefix}quota__plan_with_what_binds`, async () => {
      const { body } = await get(base, '/quota?lang=zh')
      await visit('/quota')
      const text = await textOf(view)
      for (const line of body.plan) check(text.includes(line.title) && text.includes(line.reason), `${line.title} or its reason is missing`)
      equal(await page.locator('table.plan tbody tr').count(), body.plan.length, 'specialties')
      for (const limit of body.limits) check(text.includes(limit.title), `${limit.title} is missing`)
      equal(await page.locator('.meter .full').count(), body.limits.filter((limit) => limit.is_binding).length, 'limits that bind')
      await shot(view, `${prefix}quota`)
      await shot(view, `${prefix}quota-full`, { fullPage: true })
      await accessible(view, 'quota')
      noFaults(view)
    })
  }

  await test(`${prefix}brief__one_page_for_the_leader`, async () => {
    await visit('/brief')
    const home = (await get(base, '/home')).body
    check((await textOf(view)).includes(countText(home.counts.trainees)), 'the number of trainees is missing')
    await shot(view, `${prefix}brief`)
    await accessible(view, 'brief')
    await page.emulateMedia({ media: 'print' })
    try {
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true })
      equal([...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b/g)].length, 1, 'pages of A4')
    } finally {
      await page.emulateMedia({ media: null })
    }
    noFaults(view)
  })
  await test(`${prefix}batches_and_import__pages`, async () => {
    for (const name of ['batches', 'import']) {
      await visit('/' + name)
      check((await page.locator('.problem').count()) === 0, `${name} fails`)
      await shot(view, prefix + name)
      await accessible(view, name)
    }
    noFaults(view)
  })
}

async function english(browser, base, prefix) {
  const view = await open(browser, base, { lang: 'en' })
  await test(`${prefix}english__own_texts_have_no_chinese`, async () => {
    for (const path of ['/', '/trainees', '/batches', '/import', '/brief']) {
      await view.visit(path)
      const own = await view.page.evaluate(() => [...document.querySelectorAll('#page-title, .help, .group, .button-link, .panel > h2, .panel-head h2, .roles, thead th')].map((node) => node.innerText).join(' '))
      check(!/[\u4e00-\u9fff]/.test(own), `${path}: ${(/[\u4e00-\u9fff]+/.exec(own) || [''])[0]}`)
    }
    await shot(view, `${prefix}en-import`)
    await view.visit('/')
    await shot(view, `${prefix}en-home`)
    await view.page.locator('.lang').click()
    check((await view.page.locator('#page-title').innerText()) === '首页', 'the switch does not switch')
    check(view.page.url().includes('lang=zh'), 'the language is not in the address')
    noFaults(view)
  })
  await view.close()
}

async function old(browser, base, prefix) {
  const view = await open(browser, base, { isOld: true })
  await test(`${prefix}old_chromium__works_without_newer_interfaces`, async () => {
    for (const path of ['/', '/trainees', '/trainees/1', '/batches', '/import', '/forecasts', '/quota', '/brief']) {
      await view.visit(path)
      check((await view.page.locator('main').innerText()).length > 20, `${path} is empty`)
    }
    noFaults(view)
  })
  await view.close()
}

export async function run(browser, base, prefix) {
  const view = await open(browser, base)
  await people(view, prefix)
  await lists(view, prefix)
  await plans(view, prefix)
  await view.close()
  await english(browser, base, prefix)
  await old(browser, base, prefix)
}
