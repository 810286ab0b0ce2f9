/* api/usecase/builtin.h - files embedded in the program (datasets/embed.sh). */
#ifndef DK_API_USECASE_BUILTIN_H
#define DK_API_USECASE_BUILTIN_H

typedef struct {
    const char *name; /* base name; NULL ends the table */
    const unsigned char *start, *end;
} dk_builtin;

/* datasets/codes (*.csv) and datasets/weights (*.weights). */
extern const dk_builtin dk_builtin_codes[];

#endif
