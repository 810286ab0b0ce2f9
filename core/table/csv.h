/* core/table/csv.h - how the fields of a CSV text are separated; private to core/table. */
#ifndef DK_CORE_TABLE_CSV_H
#define DK_CORE_TABLE_CSV_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char separator;   /* , ; or TAB */
    bool has_padding; /* blanks stand between a separator and an opening quote: `a, "b"` */
} dk_csv_dialect;

/* Guesses the dialect from the first bytes of a text (64 KiB are plenty). For each candidate the
 * fields of the first lines are counted outside of quotes; the one whose count repeats in most
 * lines wins, then the one with more fields, then the order , TAB ; . */
dk_csv_dialect dk_csv_sniff(const char *text, size_t len);

#endif
