/* A disk on which nothing can be made durable: fsync and fdatasync fail with EIO as
   long as the file is there that MOEDT_FAILS names. Preloaded; Linux. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int unless_it_fails(long call, int handle)
{
    const char *flag = getenv("MOEDT_FAILS");
    if (flag != NULL && access(flag, F_OK) == 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(call, handle);
}

int fsync(int handle) { return unless_it_fails(SYS_fsync, handle); }

int fdatasync(int handle) { return unless_it_fails(SYS_fdatasync, handle); }
