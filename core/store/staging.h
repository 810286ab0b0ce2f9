/* core/store/staging.h - files on their way into a register, and long work, as rows.
 *
 * - upload: one row per file that was staged or imported: who sent what, and what became of it
 * - upload_part: its bytes in encrypted parts, until they are let go of
 * - task: one row per long piece of work: queued, running, done, failed, cancelled, interrupted
 *
 * Neither is part of a register: no seq, no change rows, not in the digests. The outcome of an
 * upload and the end of its task are written in the transaction of the batch itself
 * (dk_apply_options), so that after a crash they never say other than the registers do.
 *
 * Parts are XChaCha20-Poly1305 with (upload, part) as associated data; the nonce is keyed BLAKE2b
 * of them and the bytes, as in seal.h. An actor without DK_RIGHT_ALL_UNITS sees the rows of its own
 * unit.
 */
#ifndef DK_CORE_STORE_STAGING_H
#define DK_CORE_STORE_STAGING_H

#include "core/register/staged.h"
#include "core/store/store.h"

/* Stores a file (reg, file, sender, hash, size_bytes, at_ms and keep_until_ms of `upload` count)
 * with its bytes, upload->size_bytes of them. The same bytes staged for the same register and not
 * committed yet give the upload there is. Needs DK_RIGHT_WRITE. O(size). */
DK_MUST dk_code dk_store_upload_add(dk_store *store, const dk_actor *actor, const dk_upload *upload,
                                    const void *bytes, int64_t *id, dk_err *err);

/* One upload in the arena; MSG_UPLOAD_MISSING when there is none or it is another unit's. */
DK_MUST dk_code dk_store_upload_get(const dk_view *view, int64_t id, dk_upload *out, dk_err *err);

/* Newest first; limit 0: all. In the arena. */
DK_MUST dk_code dk_store_uploads(const dk_view *view, size_t limit, dk_upload **out, size_t *n,
                                 dk_err *err);

/* Its bytes, to be freed; MSG_UPLOAD_GONE when they were let go of, MSG_SEAL_BROKEN when they do
 * not open. A NUL follows them. O(len). */
DK_MUST dk_code dk_store_upload_bytes(dk_store *store, const dk_actor *actor, int64_t id,
                                      unsigned char **out, size_t *len, dk_err *err);

/* Replaces the corrected mapping. */
DK_MUST dk_code dk_store_upload_map(dk_store *store, const dk_actor *actor, int64_t id,
                                    const char *mapping, dk_err *err);

/* Lets go of the bytes; the row stays. */
DK_MUST dk_code dk_store_upload_discard(dk_store *store, const dk_actor *actor, int64_t id,
                                        dk_err *err);

/* Lets go of all bytes whose time is over; *n (may be NULL) gets how many. */
DK_MUST dk_code dk_store_uploads_expire(dk_store *store, int64_t now_ms, size_t *n, dk_err *err);

/* The newest import batch, not undone, that took these bytes into `reg`; 0: none. */
DK_MUST dk_code dk_store_batch_of_file(dk_store *store, const dk_register *reg,
                                       const uint8_t hash[32], int64_t *batch, dk_err *err);

/* ---- tasks ---- */

/* A new row in state "queued"; kind, upload and at_ms of `task` count. *id gets its number. Needs
 * DK_RIGHT_WRITE. */
DK_MUST dk_code dk_store_task_add(dk_store *store, const dk_actor *actor, const dk_task_row *task,
                                  int64_t *id, dk_err *err);

/* Moves a task that has not ended to `state`; now_ms 0: it is still under way. */
DK_MUST dk_code dk_store_task_state(dk_store *store, int64_t task, const char *state,
                                    int64_t now_ms, dk_err *err);

/* Every task that has not ended reads "interrupted" from here on: the program that ran it is gone.
 */
DK_MUST dk_code dk_store_tasks_interrupt(dk_store *store, int64_t now_ms, dk_err *err);

/* Newest first, or only `task` (0: all); limit 0: no limit. */
DK_MUST dk_code dk_store_tasks(const dk_view *view, int64_t task, size_t limit, dk_task_row **out,
                               size_t *n, dk_err *err);

#endif
