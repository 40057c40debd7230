/* Account and password of clusinfo. The password is wiped after use. */
#define _POSIX_C_SOURCE 200809L

#include "clusinfo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_BYTES 1024u /* UTF-8 */
#define NAME_UNITS     257u  /* 256 units and the NUL */

static struct {
    bool known;
    WCHAR user[NAME_UNITS], domain[NAME_UNITS], password[NAME_UNITS];
} account;

static void wipe(void *data, size_t size)
{
    volatile unsigned char *p = (volatile unsigned char *)data;

    while (size-- > 0) {
        *p++ = 0;
    }
}

/* Reads the first line; false with errno. */
static bool read_line(int fd, char *out, size_t size)
{
    size_t used = 0;
    char c = 0;

    for (;;) {
        ssize_t n = read(fd, &c, 1);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        if (n == 0 || c == '\n') {
            break;
        }
        if (used + 1 == size) {
            errno = EOVERFLOW;
            return false;
        }
        out[used++] = c;
    }
    if (used > 0 && out[used - 1] == '\r') {
        used--;
    }
    out[used] = '\0';
    return true;
}

static bool read_file(const char *name, char *out, size_t size)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    bool done = fd >= 0 && read_line(fd, out, size);

    if (!done) {
        (void)fprintf(stderr, "clusinfo: %s: %s\n", name, strerror(errno));
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return done;
}

static bool ask(char *out, size_t size)
{
    static const char prompt[] = "Password: ";
    struct termios before, silent;
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    bool done;

    if (fd < 0 || tcgetattr(fd, &before) != 0) {
        (void)fputs("clusinfo: no password: use --password-file or LWCLUS_PASSWORD\n", stderr);
        if (fd >= 0) {
            (void)close(fd);
        }
        return false;
    }
    silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    (void)!write(fd, prompt, sizeof prompt - 1);
    (void)tcsetattr(fd, TCSAFLUSH, &silent);
    done = read_line(fd, out, size);
    (void)tcsetattr(fd, TCSAFLUSH, &before);
    (void)!write(fd, "\n", 1);
    (void)close(fd);
    return done;
}

static bool get_password(const struct options *options, char *out, size_t size)
{
    const char *variable = getenv("LWCLUS_PASSWORD");

    if (options->password_file != NULL) {
        return read_file(options->password_file, out, size);
    }
    if (variable == NULL) {
        return ask(out, size);
    }
    if (strlen(variable) >= size) {
        (void)fputs("clusinfo: LWCLUS_PASSWORD is too long\n", stderr);
        return false;
    }
    memcpy(out, variable, strlen(variable) + 1);
    return true;
}

static bool convert(WCHAR *out, const char *text, const char *what)
{
    size_t units = lwclus_utf16_from_utf8(out, NAME_UNITS, text);

    if (units == 0 || units > NAME_UNITS) {
        (void)fprintf(stderr, "clusinfo: %s is %s\n", what, units == 0 ? "not UTF-8" : "too long");
        return false;
    }
    return true;
}

/* DOMAIN\user; everything else goes to the server as it is. */
static bool split_user(const char *text)
{
    const char *backslash = strchr(text, '\\');
    char domain[4 * NAME_UNITS];
    size_t size;

    if (backslash == NULL) {
        return convert(account.user, text, "the user name");
    }
    size = (size_t)(backslash - text);
    if (size >= sizeof domain) {
        (void)fputs("clusinfo: the domain is too long\n", stderr);
        return false;
    }
    memcpy(domain, text, size);
    domain[size] = '\0';
    return convert(account.domain, domain, "the domain") &&
           convert(account.user, backslash + 1, "the user name");
}

bool account_read(const struct options *options)
{
    static char password[PASSWORD_BYTES];
    bool done;

    if (options->user == NULL) {
        return true;
    }
    done = split_user(options->user) && get_password(options, password, sizeof password) &&
           convert(account.password, password, "the password");
    wipe(password, sizeof password);
    account.known = done;
    return done;
}

bool account_give(void *user, const WCHAR *cluster, struct lwclus_credentials *out)
{
    (void)user;
    (void)cluster;
    if (out != NULL && account.known) {
        memset(out, 0, sizeof *out);
        out->user = account.user;
        out->domain = account.domain;
        out->password = account.password;
    }
    return account.known;
}

void account_wipe(void)
{
    wipe(&account, sizeof account);
}
