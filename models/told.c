/* models/told.c - see told.h. */
#include "models/told.h"

const dk_change_title dk_change_titles[DK_N_CHANGES] = {
    [DK_CHANGE_MODEL] = {"model", {"模型更新", "the program"}},
    [DK_CHANGE_REVISION] = {"revision", {"旧数据修订", "revised data"}},
    [DK_CHANGE_MONTHS] = {"months", {"新月份的数据", "new months of data"}},
    [DK_CHANGE_PLANTS] = {"plants", {"拟建项目变动", "announced plants"}},
    [DK_CHANGE_CORRECTION] = {"correction", {"人工修正变动", "manual corrections"}},
};
