/* tests/unit/base/test_arena.c - arena: alignment, zeroing, growth, limits. */
#include "tests/unit/base/test.h"

#include "core/base/arena.h"

static void alloc__zeroed_aligned_distinct(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    unsigned char *previous = NULL;
    for (size_t size = 0; size < 300; size++) {
        unsigned char *p = dk_arena_alloc(arena, size);
        assert_non_null(p);
        assert_ptr_not_equal(p, previous);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAB, size);
        previous = p;
    }
    dk_arena_free(arena);
}

static void alloc__larger_than_any_block(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    size_t size = (size_t)3 << 20;
    char *small = dk_arena_copy(arena, "before", 6), *large = dk_arena_alloc(arena, size);
    large[size - 1] = 'x';
    assert_string_equal(small, "before");
    assert_string_equal(dk_arena_copy(arena, "after", 5), "after");
    assert_int_equal(large[size - 1], 'x');
    dk_arena_free(arena);
}

static void alloc__impossible_sizes_give_null(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    assert_null(dk_arena_alloc(arena, SIZE_MAX));
    assert_null(dk_arena_array(arena, SIZE_MAX / 2, 3));
    assert_null(dk_arena_copy(arena, "", SIZE_MAX));
    assert_non_null(dk_arena_array(arena, 0, 8));
    dk_arena_free(arena);
}

static void reset__forgets_and_zeroes_again(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_arena_reset(arena);
    memset(dk_arena_alloc(arena, 100), 'x', 100);
    assert_true(dk_arena_used(arena) >= 100);
    dk_arena_alloc(arena, 100000);
    dk_arena_reset(arena);
    assert_int_equal(dk_arena_used(arena), 0);
    const char *again = dk_arena_alloc(arena, 100);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(again[i], 0);
    dk_arena_free(arena);
    dk_arena_free(NULL);
}

static void text__copies_and_formats(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    assert_null(dk_arena_text(arena, NULL));
    assert_string_equal(dk_arena_text(arena, ""), "");
    assert_string_equal(dk_arena_copy(arena, "对口专业", 6), "对口");
    assert_string_equal(dk_arena_format(arena, "%s-%03d", "张", 7), "张-007");
    dk_arena_free(arena);
}

static void grow__keeps_items(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    int *items = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        items = dk_arena_grow(arena, items, (size_t)i, &capacity, sizeof *items);
        assert_non_null(items);
        items[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    size_t huge = SIZE_MAX / 2 + 1;
    assert_null(dk_arena_grow(arena, items, huge, &huge, 1));
    assert_int_equal(huge, SIZE_MAX / 2 + 1);
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alloc__zeroed_aligned_distinct),
        cmocka_unit_test(alloc__larger_than_any_block),
        cmocka_unit_test(alloc__impossible_sizes_give_null),
        cmocka_unit_test(reset__forgets_and_zeroes_again),
        cmocka_unit_test(text__copies_and_formats),
        cmocka_unit_test(grow__keeps_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
