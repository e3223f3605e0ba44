/* Records what a process does to the files of one folder: writes, syncs, and so on.
 *
 * LD_PRELOADed. MOEDT_RECORD names the log, MOEDT_FOLDER the folder. Each record is
 *   kind (1 byte: W write, T truncate, S sync, U unlink, M mark), then little-endian
 *   name length (4), offset (8), data length (8), name, data.
 * A mark is a write to standard output: what the process then had confirmed.
 * It fakes nothing and refuses nothing.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int log_fd = -1;
static char folder[4096];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static ssize_t (*real_write)(int, const void *, size_t);

static void begin(void) {
  const char *path = getenv("MOEDT_RECORD"), *there = getenv("MOEDT_FOLDER");
  real_write = dlsym(RTLD_NEXT, "write");
  if (!path || !there) return;
  strncpy(folder, there, sizeof folder - 2);
  strcat(folder, "/");
  log_fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
}
static void once(void) {
  static pthread_once_t done = PTHREAD_ONCE_INIT;
  pthread_once(&done, begin);
}

static void say(char kind, const char *name, uint64_t at, const void *data, uint64_t size) {
  uint32_t length = strlen(name);
  char *all = malloc(21 + length + size), *next = all;
  *next++ = kind;
  memcpy(next, &length, 4), next += 4;
  memcpy(next, &at, 8), next += 8;
  memcpy(next, &size, 8), next += 8;
  memcpy(next, name, length), next += length;
  if (size) memcpy(next, data, size);
  pthread_mutex_lock(&lock);
  if (real_write(log_fd, all, 21 + length + size) < 0) abort();
  pthread_mutex_unlock(&lock);
  free(all);
}

/* The name within the folder of what is open there, or NULL for anything else. */
static const char *ours(int fd, char *path, size_t size) {
  char link[64];
  once();
  if (log_fd < 0 || fd == log_fd) return NULL;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  if (length < 0) return NULL;
  path[length] = 0;
  size_t prefix = strlen(folder);
  return strncmp(path, folder, prefix) ? NULL : path + prefix;
}

#define REAL(result, name, args) \
  static result(*real) args;     \
  if (!real) real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t size) {
  char path[4096];
  once();
  if (fd == 1 && log_fd >= 0) say('M', "", 0, data, size);
  const char *name = ours(fd, path, sizeof path);
  off_t at = name ? lseek(fd, 0, SEEK_CUR) : 0;
  ssize_t done = real_write(fd, data, size);
  if (name && done > 0) say('W', name, at, data, done);
  return done;
}

static ssize_t put(ssize_t done, int fd, const void *data, off_t at) {
  char path[4096];
  const char *name = ours(fd, path, sizeof path);
  if (name && done > 0) say('W', name, at, data, done);
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
  REAL(ssize_t, "pwrite", (int, const void *, size_t, off_t));
  return put(real(fd, data, size, at), fd, data, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  REAL(ssize_t, "pwrite64", (int, const void *, size_t, off64_t));
  return put(real(fd, data, size, at), fd, data, at);
}

static int cut(int done, int fd, off_t at) {
  char path[4096];
  const char *name = ours(fd, path, sizeof path);
  if (name && !done) say('T', name, at, "", 0);
  return done;
}
int ftruncate(int fd, off_t at) {
  REAL(int, "ftruncate", (int, off_t));
  return cut(real(fd, at), fd, at);
}
int ftruncate64(int fd, off64_t at) {
  REAL(int, "ftruncate64", (int, off64_t));
  return cut(real(fd, at), fd, at);
}

static int synced(int done, int fd) {
  char path[4096];
  const char *name = ours(fd, path, sizeof path);
  if (name && !done) say('S', name, 0, "", 0);
  return done;
}
int fsync(int fd) {
  REAL(int, "fsync", (int));
  return synced(real(fd), fd);
}
int fdatasync(int fd) {
  REAL(int, "fdatasync", (int));
  return synced(real(fd), fd);
}

int unlink(const char *path) {
  REAL(int, "unlink", (const char *));
  once();
  size_t prefix = strlen(folder);
  int done = real(path);
  if (log_fd >= 0 && !done && !strncmp(path, folder, prefix))
    say('U', path + prefix, 0, "", 0);
  return done;
}
