// Cases that need known data or a server that fails on purpose: run against the mock only.
import { check, equal, noFaults, open, settle, shot, test, textOf } from './harness.mjs'

const sheet = (name, text = '姓名,身份证件号\n') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

async function matching(view) {
  const { page, visit } = view
  await test('trainee__without_a_match_sees_near_misses_and_the_wider_search', async () => {
    await visit('/trainees/3')
    equal(await page.locator('.entry').count(), 0, 'entries')
    const text = await textOf(view)
    for (const words of ['目前没有各项条件都符合的岗位', '差一点', '要核实', '本人改为就业后即可推荐', '查看全部岗位']) check(text.includes(words), `"${words}" is missing`)
    await shot(view, 'trainee-none')
    noFaults(view)
  })
  await test('trainee__text_is_text_never_markup', async () => {
    await visit('/trainees/5')
    check((await textOf(view)).includes('<b>不是标记</b> & "引号"'), 'the note is changed')
  })
  await test('trainee__copied_text_has_no_numbers_of_persons', async () => {
    await view.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await visit('/trainees/1')
    await page.getByText('复制文字').click()
    await page.getByText('已复制').waitFor()
    const text = await page.evaluate(() => navigator.clipboard.readText())
    check(text.startsWith('张* 的推荐岗位（2026-03-02）') && text.trim().split('\n').length === 16, text)
    check(!/\d{4}\*|T0000/.test(text), 'a number of a person is in the text')
  })
  await test('trainee__unknown_number', async () => {
    await visit('/trainees/4711')
    check((await page.locator('.problem h2').first().innerText()) === '没有这条记录', 'no words')
  })
}

async function filtering(view) {
  const { page, visit } = view
  await test('list__a_filter_is_added_by_hand_and_removed', async () => {
    await visit('/trainees')
    await page.getByText('+ 条件').click()
    await page.locator('.form .el-select').first().click()
    await page.locator('.form .el-select-dropdown__item', { hasText: '现住乡镇' }).click()
    await page.locator('.form .el-select').nth(2).click()
    await page.locator('.form .el-select-dropdown__item', { hasText: '东湖乡' }).click()
    await shot(view, 'list-filter')
    await page.locator('.apply').click()
    await page.waitForFunction(() => location.hash.includes('town_code=eq.9805'))
    await settle(page)
    check((await page.locator('.chip').innerText()).includes('东湖乡'), 'the chip has no name')
    const towns = await page.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.innerText.includes('东湖乡')))
    check(towns.length > 0 && towns.every(Boolean), 'rows of another town')
    check((await page.locator('a[href*=".csv"]').getAttribute('href')).includes('town_code=eq.9805'), 'the sheet has another content')
    await page.locator('.chip button').click()
    await page.waitForFunction(() => !location.hash.includes('town_code'))
    noFaults(view)
  })
  await test('list__search_is_in_the_address_and_none_found_says_so', async () => {
    await visit('/trainees')
    await page.locator('.search input').fill('T000017')
    await page.waitForFunction(() => location.hash.includes('q=T000017'))
    await settle(page)
    equal(await page.locator('tbody tr').count(), 1, 'found')
    await page.locator('.search input').fill('没有这个人')
    await page.getByText('没有符合条件的记录').waitFor()
    await page.getByText('清除条件').click()
    await page.waitForFunction(() => !location.hash.includes('q='))
  })
  await test('list__columns_can_be_chosen', async () => {
    await visit('/trainees')
    const before = await page.locator('thead th').count()
    await page.getByText('选列').click()
    await page.locator('.columns label', { hasText: '需住宿' }).click()
    await page.waitForFunction(() => location.hash.includes('need_dorm'))
    equal(await page.locator('thead th').count(), before + 1, 'columns')
  })
  await test('list__masked_values_cannot_be_sorted_or_filtered', async () => {
    await visit('/trainees?cols=name,id_no,phone')
    equal(await page.locator('thead .sort').count(), 0, 'sort buttons on masked columns')
  })
  await test('list__unknown_code_names_the_nearest', async () => {
    await visit('/trainees?town_code=eq.1')
    check((await page.locator('.problem').innerText()).includes('9801 城关镇'), 'no suggestion')
    await shot(view, 'problem')
  })
}

async function importing(view) {
  const { page, visit } = view
  await test('import__dry_run_then_commit_then_undo', async () => {
    await visit('/import/trainees')
    await page.locator('input[type=file]').setInputFiles(sheet('名单.csv'))
    await page.getByText('试读通过').waitFor()
    check((await textOf(view)).includes('到现在为止什么都还没有写入'), 'it does not say that nothing is written')
    check((await textOf(view)).includes('不导入'), 'an unused column is not said')
    await shot(view, 'import-dry')
    await page.getByText('确认入库').click()
    await page.getByText('已入库，批次 4').waitFor()
    await page.getByText('到批次里撤销').click()
    await settle(page)
    await page.getByLabel('撤销批次 4').click()
    await page.getByText('回到导入之前的样子').waitFor()
    await shot(view, 'undo-ask')
    await page.locator('.el-message-box .el-button', { hasText: '取消' }).click()
    await page.locator('.el-message-box').waitFor({ state: 'hidden' })
    equal(await page.getByText('已被批次').count(), 0, 'undone without consent')
    await page.getByLabel('撤销批次 4').click()
    await page.locator('.el-message-box .el-button--primary').click()
    await page.getByText('批次 4 已撤销，撤销本身是批次 5').waitFor()
    await page.getByText('已被批次 5 撤销').waitFor()
    noFaults(view)
  })
  await test('import__errors_name_cell_and_next_step_and_nothing_can_be_committed', async () => {
    await visit('/import/trainees')
    await page.locator('input[type=file]').setInputFiles(sheet('bad.csv'))
    await page.getByText('有的行不能用').waitFor()
    const row = await page.locator('.grid tbody tr').first().innerText()
    check(row.includes('C7') && row.includes('没有“70020”') && row.includes('700206 汽车运用与维修'), row)
    check(await page.getByText('确认入库').isDisabled(), 'the commit button is open')
    await shot(view, 'import-bad')
  })
  await test('import__empty_file_is_refused_in_words', async () => {
    await visit('/import/trainees')
    await page.locator('input[type=file]').setInputFiles(sheet('空.csv', ''))
    const problem = page.locator('.problem')
    await problem.waitFor()
    check((await problem.innerText()).includes('这个文件是空的') && (await problem.innerText()).includes('空.csv'), await problem.innerText())
  })
  await test('batches__undo_refused_says_why', async () => {
    await visit('/batches')
    await page.getByLabel('撤销批次 1').click()
    await page.locator('.el-message-box .el-button--primary').click()
    await page.locator('.problem').waitFor()
    check((await page.locator('.problem').innerText()).includes('请先撤销批次 3'), 'no reason')
  })
}

async function planning(view) {
  const { page, visit } = view
  await test('forecast__short_series_and_worse_than_last_year_are_said', async () => {
    await visit('/forecasts/610301')
    check((await textOf(view)).includes('历史太短，无法检验'), 'a missing backtest is not said')
    await visit('/forecasts/680401')
    check((await textOf(view)).includes('与照抄去年同月差不多'), 'no gain is not said')
  })
  await test('forecast__span_is_in_the_address', async () => {
    await visit('/forecasts/700206')
    await page.getByText('全部', { exact: true }).click()
    await page.waitForFunction(() => location.hash.includes('span=all'))
    await page.locator('summary', { hasText: '按月的数字' }).click()
    await page.waitForFunction(() => location.hash.includes('months=1'))
    equal(await page.locator('.months tbody tr').count(), 36, 'months')
    noFaults(view)
  })
  await test('quota__infeasible_names_the_conflict', async () => {
    await visit('/quota?intake=1999')
    check((await page.locator('.conflict').innerText()).includes('床位、增减幅度'), 'the conflict is not named')
  })
}

async function failing(view) {
  const { page, visit } = view
  await test('failure__no_line_is_said_and_a_retry_heals', async () => {
    await page.route('**/v1/quota*', (routed) => routed.abort())
    await visit('/quota')
    check((await page.locator('.problem').innerText()).includes('duikou serve'), 'no next step')
    await shot(view, 'offline')
    await page.unroute('**/v1/quota*')
    await page.getByRole('button', { name: '重试' }).click()
    await page.locator('table.plan').waitFor()
  })
  await test('failure__html_instead_of_json_is_said_in_words', async () => {
    await page.route('**/v1/batches*', (routed) => routed.fulfill({ status: 503, contentType: 'text/html', body: '<html>busy' }))
    await visit('/batches')
    check((await page.locator('.problem').innerText()).includes('503'), 'no status')
    await page.unroute('**/v1/batches*')
  })
  await test('failure__an_unknown_address_leads_home', async () => {
    await visit('/no/such/page')
    equal(await page.locator('#page-title').innerText(), '没有这个页面', 'title')
    await page.locator('main a').click()
    await page.getByText('您是哪一位').waitFor()
  })
  await test('late_answer__does_not_replace_a_newer_one', async () => {
    await page.route('**/v1/trainees/1/matches*', async (routed) => {
      await new Promise((resolve) => setTimeout(resolve, 600))
      await routed.continue().catch(() => {})
    })
    await page.goto(`${view.base}/?lang=zh#/trainees/1`)
    await page.locator('.waiting').first().waitFor()
    await page.evaluate(() => {
      location.hash = '#/trainees/2'
    })
    await page.locator('.entry').first().waitFor()
    await page.waitForTimeout(900) // longer than the held answer
    equal(await page.locator('#page-title').innerText(), '王*', 'whose page')
    await page.unroute('**/v1/trainees/1/matches*')
  })
  await test('keyboard__skip_link_then_content', async () => {
    await visit('/')
    await page.reload()
    await settle(page)
    await page.keyboard.press('Tab')
    equal(await page.evaluate(() => document.activeElement.className.includes('skip')), true, 'first stop')
    await page.keyboard.press('Enter')
    equal(await page.evaluate(() => document.activeElement.id), 'main', 'after the skip')
  })
}

export async function run(browser, base) {
  const view = await open(browser, base)
  await matching(view)
  await filtering(view)
  await importing(view)
  await planning(view)
  await failing(view)
  await view.close()
}
