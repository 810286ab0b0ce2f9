// A tiny made-up county in the shapes of docs/formats.md, for the mock server. Everything follows from
// record numbers by arithmetic, so that a failing test can be repeated. No real person or firm.

const f = (key, zh, en, type, extra = {}) => ({ key, title: { zh, en }, type, flags: [], ...extra })

const towns = { 9801: '城关镇', 9802: '清河镇', 9803: '柳林镇', 9804: '石桥镇', 9805: '东湖乡', 9806: '白马镇' }
const specialties = {
  '690101': '医疗器械维修与营销', '700206': '汽车运用与维修', '530701': '客户信息服务', '610301': '畜禽生产技术', '680401': '文秘与办公自动化', '660103': '焊接技术应用',
}
const occupations = { '6-18-02-04': '焊工', '4-12-01-01': '汽车维修工', '3-01-02-02': '秘书', '4-04-05-03': '呼叫中心服务员', '6-21-06-01': '医疗器械装配工', '5-03-02-02': '家畜饲养员' }
const codeLists = {
  town: towns,
  specialty: specialties,
  occupation: occupations,
  edu: { 41: '中等专科毕业', 44: '职业高中毕业', 47: '技工学校毕业', 61: '普通高中毕业', 71: '初中毕业' },
  intent: { job: '就业', study: '升学', army: '参军', own: '创业', open: '未定' },
  model: { '1+1+1': '一年基础、一年技能、一年实习', '2.5+0.5': '两年半在校、半年实习' },
  shift: { day: '白班', two: '两班倒', three: '三班倒' },
  post_kind: { job: '就业', intern: '实习' },
  post_status: { open: '在招', closed: '停招' },
}

const fields = {
  trainees: [
    f('name', '姓名', 'Name', 'text', { flags: ['required', 'restricted', 'searchable', 'label'] }),
    f('id_no', '身份证件号', 'Document number', 'id_no', { flags: ['required', 'natural_key', 'sealed', 'restricted', 'searchable'] }),
    f('specialty_code', '专业代码', 'Specialty', 'code', { codes: 'specialty', flags: ['searchable'] }),
    f('class_name', '班级', 'Class', 'text', { flags: ['searchable'] }),
    f('model', '培养模式', 'Training model', 'code', { codes: 'model' }),
    f('town_code', '现住乡镇', 'Town of residence', 'code', { codes: 'town' }),
    f('edu_code', '学历', 'Education', 'code', { codes: 'edu' }),
    f('skills', '技能测评', 'Skills', 'list', { sub: [f('skill', '技能', 'Skill', 'text'), f('level', '水平', 'Level', 'int'), f('on', '日期', 'Date', 'date')] }),
    f('intent', '毕业意向', 'Intent', 'code', { codes: 'intent' }),
    f('want_occ', '意向职业', 'Wanted occupation', 'codes', { codes: 'occupation' }),
    f('want_pay', '最低月薪', 'Least pay', 'money', { unit: '元/月' }),
    f('shift_ok', '可倒班', 'Shifts accepted', 'bool'),
    f('need_dorm', '需住宿', 'Needs a dormitory', 'bool'),
    f('phone', '联系电话', 'Phone', 'phone', { flags: ['sealed', 'restricted'] }),
    f('as_of', '采集日期', 'Recorded on', 'date', { flags: ['required'] }),
    f('note', '备注', 'Note', 'text'),
  ],
  posts: [
    f('uscc', '统一社会信用代码', 'Unified social credit code', 'uscc', { flags: ['required', 'searchable'], ref: 'enterprises' }),
    f('post_no', '岗位编号', 'Post number', 'text', { flags: ['required', 'natural_key'] }),
    f('title', '岗位名称', 'Post', 'text', { flags: ['required', 'label', 'searchable'], note: { zh: '如 电焊工', en: 'such as welder' } }),
    f('occ_code', '职业代码', 'Occupation', 'code', { codes: 'occupation', flags: ['required'] }),
    f('kind', '岗位类型', 'Kind of post', 'code', { codes: 'post_kind' }),
    f('openings', '招聘人数', 'Openings', 'int', { unit: '人', flags: ['required'] }),
    f('pay_min', '月薪下限', 'Pay from', 'money', { unit: '元/月' }),
    f('pay_max', '月薪上限', 'Pay to', 'money', { unit: '元/月' }),
    f('shift', '班制', 'Shift', 'code', { codes: 'shift' }),
    f('place_code', '工作地乡镇', 'Town of work', 'code', { codes: 'town' }),
    f('edu_min', '学历要求', 'Least education', 'code', { codes: 'edu' }),
    f('start_on', '可到岗日期', 'Start', 'date'),
    f('valid_to', '有效期至', 'Valid until', 'date'),
    f('status', '状态', 'State', 'code', { codes: 'post_status' }),
    f('contact', '联系人', 'Contact', 'text', { flags: ['sealed', 'restricted'] }),
  ],
  enterprises: [
    f('uscc', '统一社会信用代码', 'Unified social credit code', 'uscc', { flags: ['required', 'natural_key', 'searchable'] }),
    f('ent_name', '单位名称', 'Firm', 'text', { flags: ['required', 'label', 'searchable'] }),
    f('staff_total', '在岗职工数', 'Staff', 'int', { unit: '人' }),
    f('base', '园区/基地', 'Base', 'text'),
  ],
  codes: [
    f('list', '代码表', 'List', 'text', { flags: ['natural_key'] }),
    f('code', '代码', 'Code', 'text', { flags: ['natural_key'] }),
    f('name', '名称', 'Name', 'text', { flags: ['label'] }),
  ],
}
const titles = {
  codes: ['代码表', 'Code lists', 'C'], enterprises: ['企业信息', 'Enterprises', 'E'], trainees: ['学员信息', 'Trainees', 'T'], posts: ['岗位信息', 'Posts', 'P'],
}
const number = (letter, id) => letter + String(id).padStart(6, '0')
const keys = (object) => Object.keys(object)
const at = (list, i) => list[i % list.length]

const surnames = '张王李赵刘陈杨黄周吴徐孙'
const firms = ['云泽精工', '泽康医械', '北湖机械', '同远汽修', '安禾牧业', '恒讯客服', '锦程文印', '祥瑞焊接']

export const rows = {
  trainees: Array.from({ length: 124 }, (_, i) => ({
    id: i + 1, no: number('T', i + 1), label: at(surnames, i) + '*', name: at(surnames, i) + '*', id_no: '980126********' + String(1000 + i), phone: '120****' + String(1000 + i * 7).slice(-4),
    specialty_code: at(keys(specialties), i), class_name: `23${at(['医械', '汽修', '客服', '养殖', '文秘', '焊接'], i)}${1 + (i % 2)}班`, model: at(keys(codeLists.model), i >> 1),
    town_code: at(keys(towns), i * 5), edu_code: '44', intent: at(['job', 'job', 'study', 'job', 'open'], i), want_occ: [at(keys(occupations), i * 3)], want_pay: 3200 + (i % 9) * 200,
    shift_ok: i % 3 === 0 ? 0 : 1, need_dorm: i % 4 === 0 ? 1 : 0, as_of: '2026-02-27', note: i === 4 ? '<b>不是标记</b> & "引号"' : '',
    skills: [{ skill: '电焊', level: 4, on: '2026-01-10' }, { skill: '识图', level: 2 + (i % 3), on: '2026-01-10' }],
  })),
  posts: Array.from({ length: 62 }, (_, i) => ({
    id: i + 1, no: number('P', i + 1), label: `${at(['数控车工', '汽车维修工', '客服专员', '饲养员', '文员', '电焊工', '装配工'], i)} · ${at(firms, i)}`,
    uscc: '91980126MA' + String(10000000 + i * 7919).slice(-8), post_no: `GW-2026-${String(i + 1).padStart(3, '0')}`, title: at(['数控车工', '汽车维修工', '客服专员', '饲养员', '文员', '电焊工', '装配工'], i),
    occ_code: at(keys(occupations), i), kind: i % 6 === 5 ? 'intern' : 'job', openings: 1 + (i % 8), pay_min: 3400 + (i % 11) * 150, pay_max: 4300 + (i % 13) * 180, shift: at(keys(codeLists.shift), i),
    place_code: at(keys(towns), i), edu_min: at(['44', '71', '47'], i), start_on: '2026-07-01', valid_to: '2026-06-30', status: 'open', contact: '*',
  })),
  enterprises: firms.map((name, i) => ({ id: i + 1, no: number('E', i + 1), label: name, uscc: '91980126MA' + String(10000000 + i * 7919).slice(-8), ent_name: name, staff_total: 30 + i * 41, base: at(['医疗器械产业基地', '新型工业基地', ''], i) })),
  codes: Object.entries(codeLists).flatMap(([list, codes]) => Object.entries(codes).map(([code, name]) => ({ list, code, name, label: name }))).map((row, i) => ({ id: i + 1, no: number('C', i + 1), ...row })),
}
export const registers = keys(titles).map((key) => ({ key, title: { zh: titles[key][0], en: titles[key][1] }, letter: titles[key][2], count: rows[key].length, fields: fields[key] }))
export const names = codeLists

// ---- matches ----

const criterion = (key, title, direction, points, max, state, words, details = []) => ({ key, title, direction, points, max, state, words, details })
const gate = (key, title, state, words, article) => ({ key, title, state, words, ...(article ? { article } : {}) })

const passed = [
  gate('certificate', '法定准入证书', 'pass', '本岗位不需要法定证书'),
  gate('age', '年龄', 'pass', '到岗时已满 18 周岁', '劳动法第十五条'),
  gate('intent', '就业意向', 'pass', '登记意向为就业'),
  gate('validity', '岗位有效', 'pass', '有效期至 2026-06-30'),
]

function match(rank, trainee, post, drop) {
  const cut = drop * 310
  const skills = [
    { key: 'S014', title: '电焊', points: 700, max: 700, state: 'found', words: '要求 3 级，具备 4 级（教师测评 2026-01-10）' },
    { key: 'S021', title: '识图', points: 630, max: 800, state: 'partly', words: '要求 3 级，具备 2 级；相近技能“机械制图”折算' },
    { key: 'S033', title: '数控编程', points: 800 - cut, max: 800, state: drop > 1 ? 'partly' : 'found', words: '专业默认水平，未测评' },
    { key: 'S040', title: '夹具调整', points: 0, max: 600, state: 'not_found', words: '没有记录' },
    { key: 'S052', title: '安全操作', points: 400, max: 600, state: 'unknown', words: '没有测评，按最低估计' },
  ]
  const points = skills.reduce((sum, one) => sum + one.points, 0)
  const criteria = [
    criterion('skills', '技能', 'fit', points, 3500, 'partly', '5 项技能具备 3 项', skills),
    criterion('specialty', '专业对口', 'fit', 1500, 1500, 'found', '对口专业'),
    criterion('experience', '经验', 'fit', 600, 1000, 'partly', '要求 6 个月，实习 4 个月'),
    criterion('pay', '工资', 'wish', 1400 - drop * 60, 1600, 'partly', '月薪 4300–5200 元，想要 4000 元以上'),
    criterion('commute', '通勤', 'wish', 1000 - drop * 90, 1200, 'partly', '同镇或 20 分钟内有班车'),
    criterion('shift', '班制', 'wish', 700, 700, 'found', '可以倒班'),
    criterion('dorm', '住宿', 'wish', 0, 500, 'unknown', '不清楚是否提供宿舍'),
  ]
  const sum = (direction) => criteria.filter((one) => one.direction === direction).reduce((total, one) => total + one.points, 0)
  const fit = sum('fit')
  const wish = sum('wish')
  return { rank, trainee: trainee.id, post: post.id, score: fit + wish, fit, wish, low: fit + wish - 260, high: fit + wish + 340, criteria, gates: passed }
}

export function matches(direction, subject, top) {
  const isForTrainee = direction === 'posts_for_trainee'
  const others = isForTrainee ? rows.posts : rows.trainees
  const none = isForTrainee && subject.id === 3 // a trainee who goes on to study: nothing passes
  const other = (i) => at(others, subject.id * 7 + i * 5)
  const line = (row) => (isForTrainee
    ? `月薪 ${row.pay_min}–${row.pay_max} 元 · ${towns[row.place_code]} · ${codeLists.shift[row.shift]} · 招 ${row.openings} 人`
    : `${specialties[row.specialty_code]} · ${row.class_name} · ${towns[row.town_code]}`)
  const list = Array.from({ length: none ? 0 : Math.min(top, 5) }, (_, i) => {
    const row = other(i)
    const [trainee, post] = isForTrainee ? [subject, row] : [row, subject]
    return { ...match(i + 1, trainee, post, i * 0.6), no: row.no, label: row.label, line: line(row), summary: '对口专业；会 3/5 项技能；缺：夹具调整' }
  }).map((one) => ({ ...one, ...round(one) }))
  const miss = (i, gates) => {
    const row = other(i)
    return { [isForTrainee ? 'post' : 'trainee']: row.id, no: row.no, label: row.label, score: 7412 - i * 230, gates }
  }
  return {
    direction, as_of: '2026-03-02', seq: 812, weights: 'default/1', seed: 0,
    subject: { register: isForTrainee ? 'trainees' : 'posts', id: subject.id, no: subject.no, label: subject.label, line: line(other(0)) },
    considered: others.length, gated_out: none ? others.length - 2 : 31, unknown: 2, matches: list,
    near: [miss(6, [gate('certificate', '法定准入证书', 'fail', '缺焊接与热切割作业证；报名培训 6 月 12 日考试', '特种作业人员安全技术培训考核管理规定第五条')]), miss(7, [gate('intent', '就业意向', 'fail', '登记意向为升学；本人改为就业后即可推荐')])],
    unknowns: [miss(8, [gate('age', '年龄', 'unknown', '出生日期未填，夜班岗位要满 18 周岁')])],
  }
}
// Points are integers in the contract; the drop above makes fractions.
function round(one) {
  const criteria = one.criteria.map((each) => ({ ...each, details: each.details.map((part) => ({ ...part, points: Math.round(part.points) })) }))
  for (const each of criteria) each.points = each.details.length ? each.details.reduce((sum, part) => sum + part.points, 0) : Math.round(each.points)
  const sum = (direction) => criteria.filter((each) => each.direction === direction).reduce((total, each) => total + each.points, 0)
  const score = sum('fit') + sum('wish')
  return { criteria, fit: sum('fit'), wish: sum('wish'), score, low: score - 260, high: Math.min(10000, score + 340) }
}

// ---- forecasts and quota ----

const month = (i) => `${2018 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`
const season = [0.64, 1.55, 1.41, 1.08, 0.98, 1, 0.98, 0.94, 1.02, 0.95, 0.93, 0.85]
const bases = { '690101': [300, 0.06], '700206': [90, 0.02], '530701': [95, -0.02], '610301': [55, -0.01], '680401': [70, 0], '660103': [130, 0.03] }
const level = (code, i) => bases[code][0] * (1 + bases[code][1]) ** (i / 12) * season[i % 12]
const noise = (i, code) => 1 + 0.09 * Math.sin(i * 12.9898 + Number(code) * 0.071)
const START = 98 // months from 2018-01 that are known: up to 2026-02

export function forecast(code, horizon = 36) {
  const history = Array.from({ length: START }, (_, i) => ({
    period: month(i), value: code === '680401' && i > 40 && i < 44 ? null : Math.round(level(code, i) * noise(i, code) * (i === 25 ? 0.25 : 1)),
    ...(i === 25 ? { events: ['2020 年停工'] } : {}),
  }))
  const steps = Array.from({ length: horizon }, (_, h) => {
    const mean = level(code, START + h)
    const spread = mean * (0.11 + 0.004 * h)
    return { step: h + 1, period: month(START + h), mean: Math.round(mean * 10) / 10, lo80: Math.round(mean - 1.28 * spread), hi80: Math.round(mean + 1.28 * spread), lo95: Math.max(0, Math.round(mean - 1.96 * spread)), hi95: Math.round(mean + 1.96 * spread) }
  })
  const years = ['2026', '2027', '2028'].map((period, y) => {
    const mean = Math.round(steps.slice(y * 12, y * 12 + 12).reduce((sum, step) => sum + step.mean, 0))
    return { period, mean, lo80: Math.round(mean * (0.9 - 0.02 * y)), hi80: Math.round(mean * (1.1 + 0.02 * y)), lo95: Math.round(mean * (0.84 - 0.03 * y)), hi95: Math.round(mean * (1.16 + 0.03 * y)) }
  })
  return {
    specialty: code, title: specialties[code], unit: '人/月', freq: 'M', as_of: '2026-03-02', seq: 812, history, forecast: steps, years,
    method: '四种方法按过去的准确程度加权平均。',
    methods: [
      { key: 'ets', title: '指数平滑（阻尼趋势）', weight: 0.41, mase: 0.83 }, { key: 'theta', title: 'Theta', weight: 0.33, mase: 0.86 },
      { key: 'snaive', title: '去年同月', weight: 0.18, mase: 1.02 }, { key: 'naive', title: '上月', weight: 0.08, mase: 1.31 },
    ],
    backtest: code === '610301' ? null : { mase: 0.81, naive_mase: code === '680401' ? 0.8 : 1.02, coverage80: 0.79, coverage95: 0.94, origins: 24 },
    note: code === '610301' ? '只有 5 个月的历史，没有检验。' : '2020 年 2 月按停工处理；2025 年 9 月起少 3 家企业上报。',
  }
}
export const forecastList = () => ({
  as_of: '2026-03-02', seq: 812, horizon: 36,
  items: keys(specialties).map((code) => {
    const { history, years, backtest } = forecast(code)
    const last12 = history.slice(-12).reduce((sum, point) => sum + (point.value || 0), 0)
    return { specialty: code, title: specialties[code], unit: '人/月', last12, next12: years[0].mean, lo80: years[0].lo80, hi80: years[0].hi80, trend: bases[code][1] > 0.01 ? 'up' : bases[code][1] < 0 ? 'down' : 'flat', mase: backtest && backtest.mase, naive_mase: backtest && backtest.naive_mase, n: history.length }
  }),
})

export const quota = {
  intake: '2026', as_of: '2026-03-02', seq: 812, status: 'optimal',
  plan: [
    ['690101', '1+1+1', 90, 100, 2, 40, 412, 350, 481, 88, '需求高于毕业生；受床位限制'], ['700206', '1+1+1', 80, 90, 2, 40, 121, 96, 148, 78, '需求略高；整班'],
    ['530701', '1+1+1', 50, 40, 1, 35, 70, 52, 91, 44, '需求下降；减幅不超过 20%'], ['610301', '1+1+1', 35, 35, 1, 35, 41, 28, 60, 30, '骨干专业保底'],
    ['680401', '2.5+0.5', 55, 45, 1, 35, 38, 26, 52, 49, '毕业生多于需求'], ['660103', '1+1+1', 0, 40, 1, 0, 96, 70, 125, 0, '新开；需求没有人供给'],
  ].map(([specialty, model, now, quota, classes, floor, demand_mean, demand_lo80, demand_hi80, graduates, reason]) => ({ specialty, title: specialties[specialty], model, now, quota, classes, floor, demand_mean, demand_lo80, demand_hi80, graduates, reason })),
  limits: [
    { key: 'teachers', title: '专业教师', used: 21.5, limit: 24, unit: '人', is_binding: false, one_more: null },
    { key: 'beds', title: '床位', used: 200, limit: 200, unit: '张', is_binding: true, one_more: { delta: 1, cost: -1800, words: '多 1 张床位，医疗器械可多招 1 人，预期损失约少 1800 元' } },
    { key: 'applicants', title: '报名人数', used: 350, limit: 420, unit: '人', is_binding: false, one_more: null },
    { key: 'change', title: '增减幅度', used: 20, limit: 20, unit: '%', is_binding: true, one_more: { delta: 1, cost: -650, words: '减幅放宽 1 个百分点，预期损失约少 650 元' } },
  ],
  cost: { total: 412000, unfilled: 268000, unplaced: 144000, unit: '元' },
  baseline: { title: '沿用上年计划', total: 655000, unfilled: 390000, unplaced: 265000, unit: '元' },
  missing: [{ key: 'workshops', title: '实训工位', words: '没有工位数据，此项限制未计入。' }],
}
