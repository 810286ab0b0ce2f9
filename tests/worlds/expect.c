/* tests/worlds/expect.c - see expect.h. */
#include "tests/worlds/expect.h"

#define NONE DK_N_MADE

const dk_expect dk_expects[] = {
    {"W0", "预测离知情者不到 15%（月 MASE）", DK_MADE_MONTH, DK_MADE_MONTH_NEAR, DK_RULE_BELOW, 0},
    {"W0", "从不好于知情者（偷看未来的警报）", DK_MADE_MONTH, DK_MADE_MONTH_ORACLE,
     DK_RULE_NOT_BELOW, 0},
    {"W0", "预测好于上年同月（月 MASE）", DK_MADE_MONTH, DK_MADE_MONTH_NAIVE, DK_RULE_BELOW, 0},
    {"W0", "预测好于上年总数（年误差）", DK_MADE_YEAR, DK_MADE_YEAR_NAIVE, DK_RULE_BELOW, 0},
    {"W0", "年总数落在 80% 区间外不超过 25%", DK_MADE_YEAR_MISS, NONE, DK_RULE_BELOW, 0.25},
    {"W0", "历史打乱后不比平均数好", DK_MADE_SHUFFLED, DK_MADE_FLAT, DK_RULE_NOT_BELOW, 0},
    {"W0", "新工种加入时预测好于上年总数（所在专业）", DK_MADE_JOINED, DK_MADE_JOINED_NAIVE,
     DK_RULE_BELOW, 0},
    {"W1", "节日变形时预测好于上年同月", DK_MADE_MONTH, DK_MADE_MONTH_NAIVE, DK_RULE_BELOW, 0},
    {"W1", "没有节日的工种不被套上节日效应", DK_MADE_PLAIN, DK_MADE_PLAIN_NAIVE, DK_RULE_BELOW, 0},
    {"W2", "断层后好于上年总数（该工种）", DK_MADE_BROKEN, DK_MADE_BROKEN_NAIVE, DK_RULE_BELOW, 0},
    {"W2", "断层后 95% 区间仍罩住真值", DK_MADE_BROKEN_MISS, NONE, DK_RULE_RARE, 0.05},
    {"W2", "同时有新工种时 95% 区间仍罩住真值", DK_MADE_JOINED_MISS, NONE, DK_RULE_RARE, 0.05},
    {"W6", "不声称比上年好", DK_MADE_CLAIM, NONE, DK_RULE_RARE, 0.05},
    {"W6", "招生计划比沿用上年最多差 1%", DK_MADE_COST, DK_MADE_COST_NEAR, DK_RULE_BELOW, 0},
    {"W7", "预测变动小于 5%（不高）", DK_MADE_MOVE, NONE, DK_RULE_BELOW, 0.05},
    {"W7", "预测变动小于 5%（不低）", DK_MADE_MOVE, NONE, DK_RULE_ABOVE, -0.05},
    {"W7", "只知家数时预测变动小于 5%（不高）", DK_MADE_MOVE_COUNTED, NONE, DK_RULE_BELOW, 0.05},
    {"W7", "只知家数时预测变动小于 5%（不低）", DK_MADE_MOVE_COUNTED, NONE, DK_RULE_ABOVE, -0.05},
    {"W7", "预测好于上年同月（月 MASE）", DK_MADE_MONTH, DK_MADE_MONTH_NAIVE, DK_RULE_BELOW, 0},
    {"W9", "项目打折后比照公告计更准", DK_MADE_PROJECT, DK_MADE_PROJECT_WORD, DK_RULE_BELOW, 0},
    {"W9", "年总数落在 80% 区间外不超过 25%", DK_MADE_YEAR_MISS, NONE, DK_RULE_BELOW, 0.25},
};
const size_t dk_n_expects = sizeof dk_expects / sizeof *dk_expects;
