/*
 * The C ABI between Athanor's rank process (the host) and a library of routines.
 *
 * A library is one shared object that exports the two functions at the end of this file. The host
 * calls athanor_run_routine() on the one thread that owns MPI in the process, once on every rank of the
 * group, for the same job, at the same time: a routine may use MPI collectives on run->comm freely.
 * Everything in the athanor_run struct stays valid until athanor_run_routine() returns and belongs to the host.
 */
#ifndef ATHANOR_LIBRARY_H
#define ATHANOR_LIBRARY_H

#include <mpi.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ATHANOR_ABI_VERSION 1

typedef enum { ATHANOR_FLOAT32 = 1, ATHANOR_FLOAT64 = 2 } athanor_dtype;

/* Contiguous rows of an input, mapped read-only: `rows` x `cols` values, row-major, row `first_row` first. */
typedef struct {
  const void *data;
  int64_t first_row; /* global row number (0-based, part order) of data's first row */
  int64_t rows;
  const int64_t *indices; /* the rows' own indices (labels or positions), or NULL */
} athanor_segment;

/* What the indices of rows mean: nothing, the rows' own numbers (rows may be stored in any order), or names. */
typedef enum { ATHANOR_INDEX_NONE = 0, ATHANOR_INDEX_POSITIONS = 1, ATHANOR_INDEX_LABELS = 2 } athanor_row_index;

/* One input as this rank sees it. The ranks' row ranges are disjoint, in rank order, and cover all rows. */
typedef struct {
  const char *name;
  athanor_dtype dtype;
  int64_t rows; /* global; stored rows where some are missing */
  int64_t cols;
  int64_t row_begin; /* this rank's rows: [row_begin, row_end), possibly none */
  int64_t row_end;
  int64_t segment_count; /* segments cover exactly [row_begin, row_end), ascending */
  const athanor_segment *segments;
  athanor_row_index row_index;
  int64_t matrix_rows; /* as `rows`, or more: rows with positions of which the missing ones are zero */
} athanor_matrix;

typedef struct athanor_output athanor_output; /* opaque: one output matrix under construction */

typedef struct athanor_run athanor_run;
struct athanor_run {
  uint32_t abi_version;
  MPI_Comm comm; /* a communicator of this job's own */
  int rank;
  int size;
  const char *routine; /* as in the manifest */
  int input_count;
  const athanor_matrix *inputs; /* in the manifest's order */
  void *host;                   /* for the host's functions below; not for the library */

  /* Parameters. The bridge has checked them against the manifest and filled in defaults, so a declared
   * name is always there. Asking for an undeclared one, or with the wrong type, ends the job by a C++ exception
   * (compile C libraries with -fexceptions). */
  int64_t (*param_int)(athanor_run *, const char *name);
  double (*param_float)(athanor_run *, const char *name);
  const char *(*param_string)(athanor_run *, const char *name);
  int (*param_bool)(athanor_run *, const char *name);

  /* Outputs. Each rank opens each output of the manifest once, saying how many rows it will write
   * itself; rank r's rows precede rank r+1's. `cols` and `dtype` must agree on all ranks. open_output returns
   * NULL when it cannot (the error is then recorded already).
   * write_rows appends `rows` contiguous row-major rows; it returns 0, or -1 when the space ran out (the
   * error is then recorded already: return non-zero soon). Outputs the manifest calls `alignedWith` an
   * input must have that input's local row count on every rank; the host carries its row indices over. */
  athanor_output *(*open_output)(athanor_run *, const char *name, int64_t local_rows, int64_t cols, athanor_dtype);
  int (*write_rows)(athanor_output *, const void *data, int64_t rows);

  /* Scalars and tables for the client, as one JSON object; rank 0's is used. */
  void (*result_json)(athanor_run *, const char *json);

  /* Progress, from rank 0; cheap, call once a pass at least. `json` holds further facts such as
   * {"pass":3,"residual":1e-4}, or NULL. fraction: 0..1, or negative when unknown. */
  void (*progress)(athanor_run *, const char *phase, double fraction, const char *json);

  /* Non-zero once the caller wants this job stopped. LOCAL to the rank: agree with an MPI_Allreduce before
   * leaving a loop (cancelled_anywhere() in library.hpp does), then return ATHANOR_CANCELLED. */
  int (*cancelled)(athanor_run *);

  /* A line for the job's log on this rank. level: "debug" | "info" | "warn" | "error". */
  void (*log)(athanor_run *, const char *level, const char *message);

  /* Records why the routine fails. `code` is from the error registry (ATHANOR_NOT_FINITE,
   * ATHANOR_SINGULAR, ...); `details_json` an object such as {"row":17} or NULL. The first one on a rank counts.
   * Every rank must then leave athanor_run_routine() with a non-zero value: agree first. */
  void (*error)(athanor_run *, const char *code, const char *message, const char *details_json);
};

enum { ATHANOR_OK = 0, ATHANOR_FAILED = 1, ATHANOR_CANCELLED = 2 };

/* What every library exports. */
#define ATHANOR_EXPORT __attribute__((visibility("default")))
ATHANOR_EXPORT const char *athanor_manifest(void); /* a JSON document, see native-libs/README.md; static storage */
/* ATHANOR_OK, ATHANOR_FAILED (after run->error) or ATHANOR_CANCELLED */
ATHANOR_EXPORT int athanor_run_routine(athanor_run *run);

#ifdef __cplusplus
}
#endif
#endif
