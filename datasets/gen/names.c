/* datasets/gen/names.c - see names.h. */
#include "datasets/gen/names.h"

#include <stdio.h>

static const char *const surnames[] = {
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
    "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛",
    "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜", "范", "方", "石", "姚"};
static const char *const given[] = {
    "子", "雨", "梓", "思", "佳", "文", "明", "志", "晓", "海", "春", "秋", "冬", "云", "晨", "星",
    "安", "宁", "乐", "欣", "悦", "涵", "轩", "宇", "浩", "泽", "睿", "博", "凯", "鑫", "磊", "森",
    "杰", "豪", "峰", "强", "勇", "军", "亮", "辉", "丽", "娟", "芳", "静", "敏", "婷", "玉", "雪",
    "琳", "倩", "蕾", "莹", "秀", "兰", "梅", "莲", "彤", "瑶", "露", "萍", "华", "林", "江", "山"};
/* Syllables that read like a brand and pair freely. */
static const char *const syllables[] = {
    "麓", "森", "瑞", "恒", "汇", "腾", "博", "康", "诚", "信", "达", "盛", "隆", "昌", "兴", "旺",
    "鼎", "辰", "启", "航", "远", "合", "润", "丰", "泰", "和", "嘉", "祥", "福", "禾", "谷", "川",
    "岭", "澜", "熙", "朗", "越", "创", "智", "联", "芯", "源", "衡", "锐", "卓", "峻", "岳", "宏",
    "屹", "凌", "阔", "迈", "驰", "捷", "骏", "辉", "曜", "晟", "昊", "昱", "晖", "煦", "沐", "清"};

enum { N_SURNAMES = 64, N_GIVEN = 64, N_SYLLABLES = 64, N_PAIRS = N_SYLLABLES * (N_SYLLABLES - 1) };
_Static_assert(sizeof surnames / sizeof *surnames == N_SURNAMES, "surnames");
_Static_assert(sizeof given / sizeof *given == N_GIVEN, "given");
_Static_assert(sizeof syllables / sizeof *syllables == N_SYLLABLES, "syllables");

void dk_name_person(dk_random *random, char out[DK_NAME_SIZE])
{
    /* Squaring the unit draw favours the front of the list, as common surnames do. */
    double u = dk_random_unit(random);
    size_t surname = (size_t)(u * u * N_SURNAMES);
    const char *first = given[dk_random_below(random, N_GIVEN)];
    const char *second =
        dk_random_below(random, 8) == 0 ? "" : given[dk_random_below(random, N_GIVEN)];
    snprintf(out, DK_NAME_SIZE, "%s%s%s", surnames[surname], first, second);
}

void dk_name_brand(int64_t serial, char out[DK_NAME_SIZE])
{
    /* 1,733 is prime to the number of pairs, so neighbours differ and every pair of two different
     * syllables comes once before a third is added. */
    int64_t pair = serial % N_PAIRS * 1733 % N_PAIRS, lap = serial / N_PAIRS;
    int64_t first = pair / (N_SYLLABLES - 1);
    int64_t second = (first + 1 + pair % (N_SYLLABLES - 1)) % N_SYLLABLES;
    snprintf(out, DK_NAME_SIZE, "%s%s%s", syllables[first], syllables[second],
             lap == 0 ? "" : syllables[(lap - 1) % N_SYLLABLES]);
}
