/* datasets/gen/settings_write.c - the centre's settings as rows of the code list `setting`: its
 * name and the day the registers describe, so that a sample made for some day is read as of that
 * day. */
#include "datasets/gen/settings_write.h"

#include "datasets/gen/output.h"

dk_code dk_settings_write(const dk_gen_options *options, int64_t *n_rows, dk_err *err)
{
    static const dk_column columns[] = {
        {.title = "list"}, {.title = "code"}, {.title = "name"}, {.title = "source"}};
    enum { LIST, CODE, NAME, SOURCE, N };
    dk_output sheet;
    char day[11];
    dk_day_format(options->as_of, day);
    const char *const rows[][2] = {{"as_of", day}, {"centre_name", "云泽县职业教育中心"}};
    if (dk_output_open(&sheet, options->out_dir, true,
                       &(dk_output_form){"settings", "settings", columns, N}, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dk_output_text(&sheet, LIST, "setting");
        dk_output_text(&sheet, CODE, rows[i][0]);
        dk_output_text(&sheet, NAME, rows[i][1]);
        dk_output_text(&sheet, SOURCE, "示例县");
        if (dk_output_end_row(&sheet, err) != DK_OK) {
            dk_output_abandon(&sheet);
            return DK_FAILED;
        }
    }
    *n_rows = sheet.n_rows;
    return dk_output_close(&sheet, err);
}
