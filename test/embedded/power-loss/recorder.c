/*
 * Preloaded into a process: writes down, in order, what it asks of the disk for its data file (writes, flushes,
 * truncations) and the marks it makes itself. From that log every state a power loss could leave can be made.
 *
 * RECORD_LOG names the log. Each record: 1 byte type, 8 bytes offset, 4 bytes length (little-endian), then the bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, WRITE_THROUGH = 2, FLUSH = 3, MARK = 4, TRUNCATE = 5, UNKNOWN = 6 };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int out = -1;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int ends_with(const char *path, const char *end) {
  size_t n = strlen(path), m = strlen(end);
  return n >= m && strcmp(path + n - m, end) == 0;
}

/* 0: of no interest; 1: the data file; 2: the data file, written through; 3: marks */
static int kind_of(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  if (ends_with(path, "/marks")) return 3;
  if (!ends_with(path, "/data.mdb")) return 0;
  int flags = fcntl(fd, F_GETFL);
  return (flags & (O_DSYNC | O_SYNC)) ? 2 : 1;
}

static void record(int type, uint64_t offset, const struct iovec *parts, int count) {
  static const char *log;
  if (out < 0) {
    if (!log) log = getenv("RECORD_LOG");
    if (!log) return;
    out = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  }
  uint32_t length = 0;
  for (int i = 0; i < count; i++) length += parts[i].iov_len;
  unsigned char head[13];
  head[0] = type;
  memcpy(head + 1, &offset, 8);
  memcpy(head + 9, &length, 4);
  __typeof__(&write) put = REAL(write);
  put(out, head, sizeof head);
  for (int i = 0; i < count; i++) put(out, parts[i].iov_base, parts[i].iov_len);
}

static void written(int fd, uint64_t offset, const struct iovec *parts, int count, ssize_t result) {
  int kind = kind_of(fd);
  if (kind == 0 || result <= 0) return;
  struct iovec done[64];
  int n = 0;
  ssize_t left = result;
  for (int i = 0; i < count && left > 0 && n < 64; i++, n++) {
    done[n] = parts[i];
    if ((ssize_t)done[n].iov_len > left) done[n].iov_len = left;
    left -= done[n].iov_len;
  }
  record(kind == 3 ? MARK : kind == 2 ? WRITE_THROUGH : WRITE, offset, done, n);
}

#define HELD(body) pthread_mutex_lock(&turn); body; pthread_mutex_unlock(&turn);

#define PWRITE(name, off_type)                                                     \
  ssize_t name(int fd, const void *buf, size_t n, off_type at) {                   \
    ssize_t r;                                                                     \
    struct iovec v = {(void *)buf, n};                                             \
    HELD(r = REAL(name)(fd, buf, n, at); int e = errno; written(fd, at, &v, 1, r); errno = e) \
    return r;                                                                      \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define PWRITEV(name, off_type)                                                    \
  ssize_t name(int fd, const struct iovec *v, int count, off_type at) {            \
    ssize_t r;                                                                     \
    HELD(r = REAL(name)(fd, v, count, at); int e = errno; written(fd, at, v, count, r); errno = e) \
    return r;                                                                      \
  }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

static uint64_t position(int fd) {
  off_t at = lseek(fd, 0, SEEK_CUR);
  return at < 0 ? 0 : at;
}

ssize_t write(int fd, const void *buf, size_t n) {
  if (kind_of(fd) == 0) return REAL(write)(fd, buf, n);
  ssize_t r;
  struct iovec v = {(void *)buf, n};
  HELD(uint64_t at = position(fd); r = REAL(write)(fd, buf, n); int e = errno; written(fd, at, &v, 1, r); errno = e)
  return r;
}

ssize_t writev(int fd, const struct iovec *v, int count) {
  if (kind_of(fd) == 0) return REAL(writev)(fd, v, count);
  ssize_t r;
  HELD(uint64_t at = position(fd); r = REAL(writev)(fd, v, count); int e = errno; written(fd, at, v, count, r); errno = e)
  return r;
}

static int flushed(int fd, int (*flush)(int)) {
  int r;
  HELD(r = flush(fd); int e = errno; if (r == 0 && kind_of(fd) != 0) record(FLUSH, 0, NULL, 0); errno = e)
  return r;
}
int fdatasync(int fd) { return flushed(fd, REAL(fdatasync)); }
int fsync(int fd) { return flushed(fd, REAL(fsync)); }

static int truncated(int fd, uint64_t length, int r) {
  int e = errno;
  if (r == 0 && kind_of(fd) != 0) record(TRUNCATE, length, NULL, 0);
  errno = e;
  return r;
}
int ftruncate(int fd, off_t length) { int r; HELD(r = truncated(fd, length, REAL(ftruncate)(fd, length))) return r; }
int ftruncate64(int fd, off64_t length) { int r; HELD(r = truncated(fd, length, REAL(ftruncate64)(fd, length))) return r; }

/* A file written through memory leaves no writes to see: said in the log, so that nobody trusts it. */
int msync(void *at, size_t n, int flags) {
  HELD(record(UNKNOWN, 0, NULL, 0))
  return REAL(msync)(at, n, flags);
}
