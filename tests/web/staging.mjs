// The clerk's five steps with real workbooks on a real server: drop, correct a column, see what would happen,
// take the marked workbook back, commit, notice the wrong file, undo. And what stands in the way of an undo.
import { readFileSync } from 'node:fs'
import { accessible, check, equal, get, noFaults, noIdNumbers, open, settle, shot, test, textOf } from './harness.mjs'
import { partsOf, workbook } from './book.mjs'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const SENDER = '试验职校'

/** An 18-digit number of the unassigned region 98 with its check digit (GB 11643). */
function idNumber(n) {
  const body = '98012720080' + (1 + (n % 9)) + '15' + String(100 + n)
  const sum = [...body].reduce((all, digit, i) => all + Number(digit) * (2 ** (17 - i) % 11), 0)
  return body + '10X98765432'[sum % 11]
}

const HEAD = ['姓名', '身份证件号', '电话', '班级', '座位']
const people = (n, group, from = 0) => Array.from({ length: n }, (_, i) => ['丙丁', idNumber(from + i), '1200000' + String(1000 + from + i), group, String(i + 1)])
function badRows() {
  const rows = people(12, '试验班')
  rows[3][1] = rows[3][1].slice(0, 17) + (rows[3][1][17] === '1' ? '2' : '1')
  rows[7][2] = '电话不详'
  return [HEAD, ...rows]
}
const file = (name, rows) => ({ name, mimeType: XLSX, buffer: workbook(rows) })
const batches = async (base, limit = 1) => (await get(base, `/batches?limit=${limit}`)).body.batches
const total = async (base) => (await get(base, '/trainees?limit=1')).body.total
const post = async (base, path, body) => (await fetch(base + '/v1' + path, { method: 'POST', body })).json()
const button = (page, text) => page.locator('.actions button', { hasText: text })
const ready = (page) => page.locator('.tiles').first().waitFor()
/** Says yes and waits until the box has faded away, for what stands behind it is looked at next. */
async function yes(page) {
  await page.locator('.el-message-box .el-button--primary').click()
  await page.waitForFunction(() => ![...document.querySelectorAll('.el-message-box')].some((one) => one.getClientRects().length))
}
const tile = async (page, n) => Number((await page.locator('.tiles li').nth(n).locator('b').innerText()).replace(/,/g, ''))

async function steps(view, prefix) {
  const { base, page, visit } = view
  const before = await total(base)

  await test(`${prefix}staging__1_drop_and_2_see_what_each_column_was_taken_for`, async () => {
    await visit('/import')
    await shot(view, `${prefix}staging-1-empty`)
    await page.locator('input.sender').fill(SENDER)
    await page.locator('input[type=file]').setInputFiles(file('试验班名单.xlsx', badRows()))
    await ready(page)
    await settle(page)
    check(/upload=\d+/.test(page.url()), page.url())
    const phone = page.getByLabel('C 列“电话”对应的项目')
    equal(await phone.inputValue(), 'phone', '电话')
    equal(await page.getByLabel('E 列“座位”对应的项目').inputValue(), '', '座位 is not used')
    check((await textOf(view)).includes('有 1 列没有用上'), 'the unused column is not counted')
    await shot(view, `${prefix}staging-2-mapping`)
    await accessible(view, 'import')
  })

  await test(`${prefix}staging__2_correct_one_and_it_is_remembered`, async () => {
    const phone = page.getByLabel('C 列“电话”对应的项目')
    await phone.selectOption('guardian_phone')
    await page.getByText('人工指定').waitFor()
    await settle(page)
    equal(await phone.inputValue(), 'guardian_phone', '电话 after the correction')
    const rows = (await get(base, `/codes?list=eq.mapping&limit=100`)).body.items
    check(rows.some((row) => row.code.includes(SENDER) && row.name === 'guardian_phone'), 'the correction is not remembered')
  })

  await test(`${prefix}staging__3_new_and_refused_are_counted_and_nothing_is_written`, async () => {
    equal(await tile(page, 0), 12, 'rows')
    equal(await tile(page, 1), 10, 'new')
    equal(await tile(page, 4), 2, 'refused')
    check(await button(page, '确认入库').isDisabled(), 'the commit button is open')
    const errors = await page.locator('section', { hasText: '要改的地方' }).locator('tbody tr').allInnerTexts()
    check(errors.some((row) => row.includes('B5')) && errors.some((row) => row.includes('C9')), errors.join(' | '))
    equal(await total(base), before, 'trainees')
    await noIdNumbers(view)
    await shot(view, `${prefix}staging-3-errors`, { fullPage: true })
  })

  await test(`${prefix}staging__4_the_same_workbook_back_with_the_bad_cells_marked`, async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.actions a[download]', { hasText: '标好错误' }).click()])
    equal(download.suggestedFilename(), '试验班名单-有误.xlsx', 'name')
    const parts = partsOf(readFileSync(await download.path()))
    const all = Object.values(parts).join('\n')
    check(all.includes('错误原因'), 'no column 错误原因')
    check(Object.keys(parts).some((name) => /comments/.test(name)), 'no comments')
    check(parts['xl/worksheets/sheet1.xml'].includes('座位'), 'a column of the sender is gone')
  })

  await test(`${prefix}staging__5_commit_the_mended_one_by_keyboard_then_undo`, async () => {
    const rows = [HEAD, ...people(12, '试验班')]
    await page.locator('input[type=file]').setInputFiles(file('试验班名单-改.xlsx', rows))
    await page.waitForFunction(() => [...document.querySelectorAll('h2')].some((one) => one.textContent.includes('试读通过')))
    await settle(page)
    equal(await page.getByLabel('C 列“电话”对应的项目').inputValue(), 'guardian_phone', 'what was remembered')
    await button(page, '确认入库').focus()
    await page.keyboard.press('Enter')
    await page.getByText('已入库，批次').first().waitFor()
    await settle(page)
    equal(await total(base), before + 12, 'trainees after the commit')
    const [batch] = await batches(base)
    equal(batch.new, 12, 'new')
    await shot(view, `${prefix}staging-5-committed`)
    await button(page, '导错了').click()
    await shot(view, `${prefix}staging-5-ask`)
    await yes(page)
    await page.getByText('已回到导入之前的样子').waitFor()
    await settle(page)
    equal(await total(base), before, 'trainees after the undo')
    equal((await batches(base))[0].undoes, batch.batch, 'undone batch')
    noFaults(view)
  })

  await test(`${prefix}staging__a_wording_is_asked_about_where_it_stands`, async () => {
    const rows = [['姓名', '身份证件号', '专业'], ['戊己', idNumber(300), '汽车维护与修理'], ['庚辛', idNumber(301), '汽车维护与修理']]
    await page.locator('input[type=file]').setInputFiles(file('写法.xlsx', rows))
    await page.locator('h2', { hasText: '汽车维护与修理' }).waitFor()
    await settle(page)
    equal(await tile(page, 4), 2, 'refused before')
    await shot(view, `${prefix}staging-questions`, { fullPage: true })
    await accessible(view, 'import with questions')
    await page.locator('section', { has: page.locator('h2', { hasText: '汽车维护与修理' }) }).locator('button', { hasText: '汽车运用与维修' }).click()
    await page.waitForFunction(() => [...document.querySelectorAll('h2')].some((one) => one.textContent.includes('试读通过')))
    await settle(page)
    equal(await tile(page, 4), 0, 'refused after')
    const decided = (await get(base, '/aliases?limit=100')).body.items
    check(decided.some((one) => JSON.stringify(one).includes('汽车维护与修理')), 'the decision is not kept')
    noFaults(view)
  })

  await test(`${prefix}staging__an_undo_that_cannot_be_lists_every_reason`, async () => {
    await visit('/import')
    await page.locator('input[type=file]').setInputFiles(file('待撤销.xlsx', [HEAD, ...people(5, '丙班', 40)]))
    await ready(page)
    await settle(page)
    await button(page, '确认入库').click()
    await page.getByText('已入库，批次').first().waitFor()
    const later = await post(base, '/trainees/import?filename=later.csv', '姓名,身份证件号,班级\n' + people(3, '丁班', 40).map((row) => `${row[0]},${row[1]},${row[3]}`).join('\n') + '\n')
    equal(later.changed, 3, 'changed later')
    await button(page, '导错了').click()
    await yes(page)
    await page.locator('.reasons').waitFor()
    equal(await page.locator('.reasons li').count(), 3, 'reasons')
    check((await page.locator('.reasons').innerText()).includes('later.csv'), 'the later file is not named')
    await shot(view, `${prefix}staging-reasons`)
    await accessible(view, 'reasons')
    await post(base, `/batches/${later.batch}/undo`)
    await button(page, '导错了').click()
    await yes(page)
    await page.getByText('已回到导入之前的样子').waitFor()
    equal(await total(base), before, 'trainees')
  })

  await test(`${prefix}staging__good_rows_on_request_and_the_rest_as_a_workbook`, async () => {
    await visit('/import')
    await page.locator('input[type=file]').setInputFiles(file('部分.xlsx', badRows()))
    await ready(page)
    await settle(page)
    await button(page, '只导入正确的行').click()
    await yes(page)
    await page.getByText('已入库，批次').first().waitFor()
    await settle(page)
    equal(await total(base), before + 10, 'the good rows')
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.actions a[download]', { hasText: '退回的行' }).click()])
    const sheet = Object.values(partsOf(readFileSync(await download.path()))).join('\n')
    check(sheet.includes('错误原因') && !sheet.includes(idNumber(0)) && sheet.includes('试验班'), 'the rest is not the refused rows')
    await button(page, '导错了').click()
    await yes(page)
    await page.getByText('已回到导入之前的样子').waitFor()
    equal(await total(base), before, 'trainees')
  })

  await test(`${prefix}staging__many_files_one_verdict_each`, async () => {
    await visit('/import')
    await page.locator('input[type=file]').setInputFiles([
      file('甲.xlsx', [HEAD, ...people(3, '甲班', 60)]),
      file('乙.xlsx', badRows()),
      file('丙.xlsx', [['颜色', '口味'], ['红', '甜']]),
    ])
    await page.waitForFunction(() => document.querySelectorAll('section table tbody tr .tag.good, section table tbody tr .tag.bad').length >= 3)
    await settle(page)
    const rows = await page.locator('section', { hasText: '这次的文件' }).locator('tbody tr').allInnerTexts()
    check(rows[0].includes('试读通过') && rows[1].includes('有的行不能用') && /看不出/.test(rows[2]), rows.join(' | '))
    await shot(view, `${prefix}staging-many`)
    await page.locator('a', { hasText: '乙.xlsx' }).click()
    await settle(page)
    check((await page.locator('.tiles .bad').count()) === 1, 'the second file is not shown')
    noFaults(view)
  })

  await test(`${prefix}desk__names_who_sent_and_posts_that_end_soon`, async () => {
    await post(base, `/trainees/import?filename=desk.csv&sender=${encodeURIComponent(SENDER)}`, '姓名,身份证件号,班级\n' + people(2, '今日班', 80).map((row) => `${row[0]},${row[1]},${row[3]}`).join('\n') + '\n')
    const { body } = await get(base, '/desk')
    await visit('/desk')
    const text = await textOf(view)
    check(text.includes(SENDER) && text.includes('已报送'), 'the sender is not named')
    for (const one of body.expiring.slice(0, 3)) check(text.includes(one.no) && text.includes(one.valid_to), one.no)
    await shot(view, `${prefix}desk`)
    await accessible(view, 'desk')
    noFaults(view)
  })

  await test(`${prefix}history__every_value_with_file_and_row`, async () => {
    const id = await total(base)
    await visit('/enterprises/1?source=1')
    await page.locator('section', { hasText: '变更记录' }).locator('tbody tr').first().waitFor()
    const rows = await page.locator('section', { hasText: '变更记录' }).locator('tbody tr').allInnerTexts()
    check(rows.length > 3 && rows.every((row) => /批次 \d+/.test(row)), rows.slice(0, 3).join(' | '))
    check(rows.some((row) => row.includes('xlsx')), 'no file is named')
    check(id > 0, 'no trainees')
    await shot(view, `${prefix}history`)
    await accessible(view, 'history')
  })

  await test(`${prefix}facets__count_and_filter`, async () => {
    await visit('/posts')
    const newest = (await get(base, '/posts?order=valid_to.desc&limit=1')).body.items[0]
    check((await page.locator('tbody tr').first().innerText()).includes(newest.no), 'the newest notice is not first')
    await page.getByLabel('按项目计数').selectOption('place_code')
    await page.locator('.facet').first().waitFor()
    await settle(page)
    const { body } = await get(base, '/posts/facets?field=place_code')
    equal(await page.locator('.facet').first().locator('b').innerText(), String(body.items[0].n), 'count')
    await page.locator('.facet').first().click()
    await settle(page)
    equal((await get(base, `/posts?place_code=eq.${body.items[0].code}&limit=1`)).body.total, body.items[0].n, 'rows of the first value')
    check(page.url().includes(`place_code=eq.${body.items[0].code}`), page.url())
    await shot(view, `${prefix}facets`)
    await accessible(view, 'facets')
    noFaults(view)
  })

  await test(`${prefix}staging__a_list_without_numbers_waits_in_the_review`, async () => {
    const known = ['午未', ...people(1, '无号班', 90)[0].slice(1)]
    await post(base, '/trainees/import?filename=known.csv', `姓名,身份证件号,联系电话,班级\n${known[0]},${known[1]},${known[2]},无号班\n`)
    const born = `${known[1].slice(6, 10)}-${known[1].slice(10, 12)}`
    await visit('/import')
    await page.locator('input[type=file]').setInputFiles(file('无号名单.xlsx', [['姓名', '出生年月', '联系电话', '班级'], [known[0], born, known[2], '无号班'], [known[0], born, '12000002222', '无号班'], ['辛壬', '2008-02', '12000002223', '无号班']]))
    await ready(page)
    await settle(page)
    equal(await tile(page, 1), 2, 'new')
    equal(await tile(page, 3), 1, 'same')
    check((await textOf(view)).includes('2 人没有证件号'), 'nobody says that numbers are missing')
    await shot(view, `${prefix}staging-unnumbered`, { fullPage: true })
    await button(page, '确认入库').click()
    await page.getByText('已入库，批次').first().waitFor()
    await settle(page)
    const [batch] = await batches(base)
    await page.getByRole('link', { name: '去核对' }).click()
    await page.waitForFunction(() => document.body.innerText.includes('无号名单.xlsx'))
    await settle(page)
    await shot(view, `${prefix}staging-unnumbered-review`)
    await post(base, `/batches/${batch.batch}/undo`)
    noFaults(view)
  })

  await test(`${prefix}staging__a_firm_nobody_registered_is_a_cell_like_others`, async () => {
    await visit('/import/posts')
    await page.locator('input[type=file]').setInputFiles(file('岗位.xlsx', [['岗位编号', '统一社会信用代码', '岗位名称', '职业代码', '招聘人数'], ['GW-试1', '91980126MA0099999X', '电焊工', '焊工', '3'], ['GW-试2', '91980126MA0099999X', '焊工', '焊工', '2']]))
    await ready(page)
    await settle(page)
    equal(await tile(page, 4), 2, 'refused')
    const errors = await page.locator('section', { hasText: '要改的地方' }).locator('tbody tr').allInnerTexts()
    check(errors.some((row) => row.includes('B2')) && errors.some((row) => row.includes('B3')), errors.join(' | '))
    await shot(view, `${prefix}staging-no-firm`, { fullPage: true })
  })

  await test(`${prefix}forms__the_national_table_of_destinations_out_and_back`, async () => {
    await visit('/placements')
    const link = page.getByRole('link', { name: '毕业去向（就业）' })
    await link.waitFor()
    await shot(view, `${prefix}forms-placements`)
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const bytes = readFileSync(await download.path())
    check(Object.values(partsOf(bytes)).join('\n').includes('就业单位是否校企合作单位'), 'not the form')
    await visit('/trainees')
    check(await page.getByRole('link', { name: '全国中等职业学校学生信息表' }).isVisible(), 'no national sheet of students')
    noFaults(view)
  })

  await test(`${prefix}staging__in_english`, async () => {
    const other = await open(view.browser, base, { lang: 'en' })
    await other.visit('/import')
    await other.page.locator('input[type=file]').setInputFiles(file('class.xlsx', badRows()))
    await ready(other.page)
    await settle(other.page)
    check((await textOf(other)).includes('Download it with errors marked'), 'no English')
    await shot(other, `${prefix}staging-en`, { fullPage: true })
    await accessible(other, 'import en')
    noFaults(other)
    await other.close()
  })
}

export async function run(browser, base, prefix) {
  const view = await open(browser, base)
  view.browser = browser
  await steps(view, prefix)
  await view.close()
}
