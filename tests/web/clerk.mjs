// The clerk's and the teacher's own pages on a real server: the class grid by keyboard, and what waits for a decision.
import { accessible, check, equal, get, noFaults, noIdNumbers, open, settle, shot, test, textOf } from './harness.mjs'

const cell = (page, row, column) => page.locator(`#cell-${row}-${column}`)
const post = async (base, path, body) =>
  (await fetch(base + '/v1' + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).json()

/** An 18-digit number of the unassigned region 98 with its check digit (GB 11643). */
function idNumber(n) {
  const body = '98012620080' + (1 + (n % 9)) + '12' + String(100 + n)
  const sum = [...body].reduce((all, digit, i) => all + Number(digit) * (2 ** (17 - i) % 11), 0)
  return body + '10X98765432'[sum % 11]
}

const CLASS = '试验四十五人班'

/** A class of 45 without any assessed skill. */
async function addClass(base) {
  const rows = Array.from({ length: 45 }, (_, n) => `${'赵钱孙李周吴郑'[n % 7]}${'甲乙丙丁戊己庚'[Math.floor(n / 7)]},${idNumber(n)},S${100 + n},700206,${CLASS},2023-09`)
  const csv = '姓名,身份证件号,学籍号,专业代码,班级,入学年月\n' + rows.join('\n') + '\n'
  const answer = await post(base, '/trainees/import?filename=class.csv', csv)
  equal(answer.new, 45, 'trainees added')
}

async function grid(view, prefix) {
  const { base, page, visit } = view
  const group = CLASS
  const address = `/grid?kind=class&group=${encodeURIComponent(group)}`
  const read = async () => (await get(base, `/grid?kind=class&group=${encodeURIComponent(group)}`)).body
  const table = page.locator('.cells table')

  await test(`${prefix}grid__chosen_class_stands_in_the_address`, async () => {
    await addClass(base)
    await visit('/grid')
    await page.locator('.el-select.group').click()
    await page.locator('.el-select-dropdown__item', { hasText: group }).first().click()
    await settle(page)
    check(decodeURIComponent(page.url()).includes(`group=${group}`), page.url())
    const body = await read()
    equal(await page.locator('.cells tbody tr').count(), body.lines.length, 'lines')
    equal(await page.locator('.cells thead th').count(), body.columns.length + 1, 'columns')
    await noIdNumbers(view)
  })

  let batch = 0
  await test(`${prefix}grid__digits_arrows_and_copy_down_fill_and_one_batch_saves`, async () => {
    await visit(address)
    const before = await read()
    await cell(page, 0, 0).click()
    await page.keyboard.press('5')
    equal(await cell(page, 0, 0).innerText(), '5', 'first cell')
    check(await cell(page, 0, 1).evaluate((td) => td.classList.contains('at')), 'the cursor did not move on')
    await page.keyboard.press('4')
    await cell(page, 1, 0).click()
    await page.keyboard.press('3')
    await cell(page, 1, 0).click()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Control+d')
    equal(await cell(page, 3, 0).innerText(), '3', 'copied down')
    await page.keyboard.press('Control+z')
    check((await cell(page, 3, 0).innerText()) !== '3' || before.lines[3].cells[0]?.level === 3, 'Ctrl+Z did not take it back')
    await page.keyboard.press('Control+d')
    await shot(view, `${prefix}grid-filling`)
    await accessible(view, 'grid')
    await page.keyboard.press('Control+s')
    await page.locator('[role="status"]').waitFor()
    await settle(page)
    const after = await read()
    equal(after.lines.slice(0, 4).map((line) => line.cells[0].level), [5, 3, 3, 3], 'levels on record')
    equal(after.lines[0].cells[0].source, 'assessed', 'source')
    equal(after.lines[0].cells[1].level, 4, 'second skill')
    const batches = (await get(base, '/batches?limit=1')).body.batches
    batch = batches[0].batch
    equal(batches[0].changed, 4, 'records of the one batch')
    await shot(view, `${prefix}grid-saved`)
  })

  await test(`${prefix}grid__one_click_takes_the_batch_back`, async () => {
    await page.locator('[role="status"] button').click()
    await settle(page)
    const undo = (await get(base, '/batches?limit=1')).body.batches[0]
    equal(undo.undoes, batch, 'undone batch')
    check((await read()).lines[0].cells[0]?.source !== 'assessed', 'the level is still there')
    noFaults(view)
  })

  await test(`${prefix}grid__a_block_from_a_spreadsheet`, async () => {
    await visit(address)
    await cell(page, 0, 0).click()
    await table.evaluate((node) => {
      const data = new DataTransfer()
      data.setData('text/plain', '1\t2\n３\t优\n')
      node.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    equal(await cell(page, 0, 1).innerText(), '2', 'pasted')
    equal(await cell(page, 1, 0).innerText(), '3', 'full width')
    check(/1/.test(await page.locator('.foot').innerText()), 'nothing is said about the cell that was no level')
    equal(await page.locator('td.edited').count(), 3, 'edited cells')
  })

  await test(`${prefix}grid__class_of_45_in_under_ten_minutes_of_keys`, async () => {
    await visit(address)
    const body = await read()
    const columns = Math.min(8, body.columns.length)
    await cell(page, 0, 0).click()
    let keys = 0
    const started = Date.now()
    for (let row = 0; row < body.lines.length; row++) {
      for (let column = 0; column < columns; column++, keys++) await page.keyboard.press(String((row + column) % 6))
      if (row + 1 < body.lines.length) {
        await page.keyboard.press('Home')
        if (columns < body.columns.length) await page.keyboard.press('ArrowDown')
        keys += 2
      }
    }
    const seconds = (Date.now() - started) / 1000
    // A key takes 0.28 s (Card, Moran and Newell 1980); another second goes to reading each level from a list.
    equal(body.lines.length, 45, 'lines')
    check(keys * 0.28 + 45 * columns < 600, `${keys} keys and ${45 * columns} levels are more than ten minutes`)
    check(seconds < keys * 0.15, `${keys} keys took ${seconds.toFixed(1)} s`)
    await shot(view, `${prefix}grid-full`)
  })

  await test(`${prefix}grid__workbook_out`, async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[download]').first().click()])
    check(download.suggestedFilename().endsWith('.xlsx'), download.suggestedFilename())
  })

  await test(`${prefix}grid__of_a_firm_and_in_english`, async () => {
    const firm = (await get(base, '/grid/groups?kind=posts')).body.items[0]
    const other = await open(view.browser, base, { lang: 'en' })
    await other.visit(`/grid?kind=posts&group=${firm.group}`)
    check((await textOf(other)).includes(firm.title), 'the firm is not named')
    check(/[0-5]/.test(await cell(other.page, 0, 0).innerText().catch(() => '')) || (await other.page.locator('.cells').count()) > 0, 'no grid')
    await shot(other, `${prefix}grid-posts-en`)
    await accessible(other, 'grid en')
    noFaults(other)
    await other.close()
  })
}

// ---- what waits for a decision ----

const POSTS = '统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数\n91980126MA0007919H,试验甲机械有限公司,TEST-1,气保焊,气保护焊焊工,3\n91980126MA0007919H,试验甲机械有限公司,TEST-2,焊工,焊工,3\n'
const card = idNumber(800)
const TWICE = [
  ['学校.csv', `姓名,身份证件类型,身份证件号,出生日期,联系电话\n欧阳试,居民身份证,999126200801010001,${card.slice(6, 10)}-${card.slice(10, 12)}-${card.slice(12, 14)},12099999901\n`],
  ['人社局.csv', `姓名,身份证件号,联系电话\n欧阳试,${card},12099999901\n`],
  ['民政局.csv', `姓名,身份证件号,联系电话\n欧阳试,${card},12099999902\n`],
]

async function review(view, prefix) {
  const { base, page, visit } = view
  const panel = (text) => page.locator('section.panel', { hasText: text }).first()

  await test(`${prefix}review__a_wording_is_decided_once_and_undone`, async () => {
    await post(base, '/posts/import?filename=岗位.csv&partial=1', POSTS)
    await visit('/review')
    await panel('气保护焊焊工').waitFor()
    await shot(view, `${prefix}review-codes`)
    await accessible(view, 'review codes')
    await panel('气保护焊焊工').locator('button', { hasText: '6-18-02-04' }).click()
    await page.locator('[role="status"]').waitFor()
    await settle(page)
    equal(await page.locator('section.panel', { hasText: '气保护焊焊工' }).count(), 0, 'still asked')
    const again = await post(base, '/posts/import?filename=岗位.csv&dry_run=1', POSTS)
    equal(again.refused, 0, 'the next sheet is not read')
    await page.locator('[role="status"] button').click()
    await panel('气保护焊焊工').waitFor()
    noFaults(view)
  })

  await test(`${prefix}review__evidence_of_one_person_is_masked_and_a_merge_undone`, async () => {
    for (const [file, text] of TWICE.slice(0, 2)) await post(base, `/trainees/import?filename=${file}`, text)
    const before = (await get(base, '/trainees?limit=1')).body.total
    await visit('/review?tab=people')
    const mine = panel('120****9901')
    await mine.waitFor()
    check(!(await textOf(view)).includes('欧阳试'), 'the name stands in clear')
    await noIdNumbers(view)
    await shot(view, `${prefix}review-people`)
    await accessible(view, 'review people')
    await mine.locator('button.primary').click()
    await page.locator('[role="status"]').waitFor()
    await settle(page)
    equal((await get(base, '/trainees?limit=1')).body.total, before - 1, 'people after the merge')
    await page.locator('[role="status"] button').click()
    await panel('120****9901').waitFor()
    equal((await get(base, '/trainees?limit=1')).body.total, before, 'people after the undo')
  })

  await test(`${prefix}review__sources_that_disagree_and_english`, async () => {
    await post(base, `/trainees/import?filename=${TWICE[2][0]}`, TWICE[2][1])
    const other = await open(view.browser, base, { lang: 'en' })
    await other.visit('/review?tab=conflicts')
    const text = await textOf(other)
    check(text.includes('人社局.csv') && text.includes('民政局.csv') && text.includes('120****9902'), 'who said what is missing')
    await shot(other, `${prefix}review-conflicts-en`)
    await accessible(other, 'review conflicts')
    for (const tab of ['firms', 'paid']) await other.visit('/review?tab=' + tab)
    noFaults(other)
    await other.close()
  })
}

export async function run(browser, base, prefix) {
  const view = await open(browser, base)
  view.browser = browser
  await grid(view, prefix)
  await review(view, prefix)
  await view.close()
}
