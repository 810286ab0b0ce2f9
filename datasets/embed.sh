#!/bin/sh
# datasets/embed.sh SYMBOL FILE... - assembler source that embeds files as one table:
#     extern const struct { const char *name; const unsigned char *start, *end; } SYMBOL[];
# ended by a NULL name; names are base names. Same files, same bytes.
set -eu
symbol=$1
shift
printf '.section .rodata\n'
i=0
for f in "$@"; do
    printf '.Lname%d: .asciz "%s"\n.Lstart%d: .incbin "%s"\n.Lend%d: .byte 0\n' \
        $i "$(basename "$f")" $i "$f" $i
    i=$((i + 1))
done
printf '.section .data.rel.ro,"aw"\n.balign 8\n.globl %s\n%s:\n' "$symbol" "$symbol"
j=0
while [ $j -lt $i ]; do
    printf '.quad .Lname%d, .Lstart%d, .Lend%d\n' $j $j $j
    j=$((j + 1))
done
printf '.quad 0, 0, 0\n.section .note.GNU-stack,"",%%progbits\n'
