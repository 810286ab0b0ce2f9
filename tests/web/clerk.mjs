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
  const rows = Array.from({ length: 45 }, (_, n) => `甲乙,${idNumber(n)},S${100 + n},700206,${CLASS},2023-09`)
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

export async function run(browser, base, prefix) {
  const view = await open(browser, base)
  view.browser = browser
  await grid(view, prefix)
  await view.close()
}
