/*
 * Host names through getaddrinfo(), which blocks: each look-up runs in a detached thread.
 *
 * Nothing can stop a thread inside getaddrinfo(). It carries slot and generation, and writes to its row only
 * while the generation is still its own.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include "slot.h"

#if LWCLUS_DNS

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NAME_BYTES    256 /* a DNS name has at most 253 characters */
#define MAX_ADDRESSES 8u
#define MAX_THREADS   (4u * LWCLUS_MAX_CONNECTIONS) /* abandoned ones included */

struct look_up {
    uint32_t generation;
    bool running;
    bool done;
    int result; /* number of addresses or port code */
    char name[NAME_BYTES];
    struct lwclus_address address[MAX_ADDRESSES];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static pthread_cond_t changed;
static bool ready;
static uint32_t threads;
static struct look_up rows[LWCLUS_MAX_CONNECTIONS];

static int code_of(int error)
{
    switch (error) {
    case EAI_MEMORY:
        return LWCLUS_PORT_RESOURCES;
    case EAI_AGAIN: /* name servers silent */
        return LWCLUS_PORT_UNREACHABLE;
    default:
        return LWCLUS_PORT_NOT_FOUND;
    }
}

/* Copies getaddrinfo's list, which is sorted best first. */
static int copy_list(const struct addrinfo *list, struct lwclus_address *out)
{
    uint32_t count = 0;

    for (; list != NULL && count < MAX_ADDRESSES; list = list->ai_next) {
        struct lwclus_address *a = &out[count];

        memset(a, 0, sizeof *a);
        if (list->ai_family == AF_INET) {
            struct sockaddr_in v4;

            memcpy(&v4, list->ai_addr, sizeof v4);
            a->family = LWCLUS_FAMILY_IPV4;
            memcpy(a->bytes, &v4.sin_addr, 4);
            count++;
        } else if (list->ai_family == AF_INET6 && LWCLUS_IPV6) {
            struct sockaddr_in6 v6;

            memcpy(&v6, list->ai_addr, sizeof v6);
            a->family = LWCLUS_FAMILY_IPV6;
            a->zone = v6.sin6_scope_id;
            memcpy(a->bytes, &v6.sin6_addr, 16);
            count++;
        }
    }
    return count > 0 ? (int)count : LWCLUS_PORT_NOT_FOUND;
}

static int look_up(const char *name, struct lwclus_address *out)
{
    struct addrinfo hints = {.ai_family = LWCLUS_IPV6 ? AF_UNSPEC : AF_INET, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    int error = getaddrinfo(name, NULL, &hints, &list);
    int result = error == 0 ? copy_list(list, out) : code_of(error);

    if (list != NULL) {
        freeaddrinfo(list);
    }
    return result;
}

static void *thread_main(void *arg)
{
    uintptr_t tag = (uintptr_t)arg;
    struct look_up *row = &rows[tag & 0xffu];
    uint32_t generation = (uint32_t)(tag >> 8);
    char name[NAME_BYTES];
    struct lwclus_address address[MAX_ADDRESSES];
    int result = LWCLUS_PORT_NOT_FOUND;
    bool wanted;

    (void)pthread_mutex_lock(&mutex);
    wanted = row->generation == generation;
    memcpy(name, row->name, sizeof name);
    (void)pthread_mutex_unlock(&mutex);
    if (wanted) {
        result = look_up(name, address);
    }
    (void)pthread_mutex_lock(&mutex);
    threads--;
    if (row->generation == generation) {
        row->done = true;
        row->result = result;
        if (result > 0) {
            memcpy(row->address, address, (size_t)result * sizeof address[0]);
        }
        (void)pthread_cond_broadcast(&changed);
    }
    (void)pthread_mutex_unlock(&mutex);
    return NULL;
}

/* Mutex held. */
static int start_thread(struct look_up *row, const char *name)
{
    size_t size = strlen(name);
    uintptr_t tag = (uintptr_t)row->generation << 8 | (uintptr_t)(row - rows);
    pthread_attr_t attributes;
    pthread_t thread;
    int error;

    if (size >= NAME_BYTES) {
        return LWCLUS_PORT_NOT_FOUND;
    }
    if (threads >= MAX_THREADS || pthread_attr_init(&attributes) != 0) {
        return LWCLUS_PORT_RESOURCES;
    }
    memcpy(row->name, name, size + 1);
    (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    error = pthread_create(&thread, &attributes, thread_main, (void *)tag);
    (void)pthread_attr_destroy(&attributes);
    if (error != 0) {
        return LWCLUS_PORT_RESOURCES;
    }
    threads++;
    row->running = true;
    row->done = false;
    return LWCLUS_PORT_AGAIN;
}

/* Mutex held. */
static void abandon(struct look_up *row)
{
    row->generation = (row->generation + 1u) & 0xffffffu; /* as many bits as the tag has on 32-bit hosts */
    row->running = false;
}

/* Mutex held. */
static int answer(struct look_up *row, const char *name, struct lwclus_address *out, uint32_t max)
{
    int result = row->result;

    if (!row->running) {
        return start_thread(row, name);
    }
    if (!row->done) {
        return LWCLUS_PORT_AGAIN;
    }
    if (result > 0) {
        result = (uint32_t)result > max ? (int)max : result;
        memcpy(out, row->address, (size_t)result * sizeof *out);
    }
    return result;
}

int lwclus_posix_resolve(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max)
{
    struct look_up *row = &rows[slot];
    int result = LWCLUS_PORT_OK;

    (void)pthread_mutex_lock(&mutex);
    if (name != NULL) {
        result = answer(row, name, out, max);
    }
    if (result != LWCLUS_PORT_AGAIN) {
        abandon(row);
    }
    (void)pthread_mutex_unlock(&mutex);
    return result;
}

bool lwclus_posix_resolve_start(void)
{
    /* never destroyed: a thread of an abandoned look-up may still use it */
    ready = ready || lwclus_posix_cond(&changed);
    return ready;
}

void lwclus_posix_resolve_stop(void)
{
    uint8_t i;

    for (i = 0; i < LWCLUS_MAX_CONNECTIONS; i++) {
        (void)lwclus_posix_resolve(i, NULL, NULL, 0);
    }
}

bool lwclus_posix_resolve_wait(uint8_t slot, uint32_t ms)
{
    struct timespec until = lwclus_posix_deadline(ms);
    struct look_up *row = &rows[slot];
    bool running;

    (void)pthread_mutex_lock(&mutex);
    running = row->running;
    while (running && !row->done && pthread_cond_timedwait(&changed, &mutex, &until) == 0) {
    }
    (void)pthread_mutex_unlock(&mutex);
    return running;
}

/* The text of an address behind "nameserver"; NULL for another line. */
static const char *server_of(char *line)
{
    static const char word[] = "nameserver";
    char *text = line + sizeof word - 1;

    if (strncmp(line, word, sizeof word - 1) != 0 || (*text != ' ' && *text != '\t')) {
        return NULL;
    }
    text += strspn(text, " \t");
    text[strcspn(text, " \t")] = 0;
    return text;
}

int lwclus_posix_dns_server(uint32_t index, struct lwclus_address *out)
{
    char text[2048];
    char *rest = text;
    char *line;
    int fd = open("/etc/resolv.conf", O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

    if (fd >= 0) {
        (void)close(fd);
    }
    text[size > 0 ? size : 0] = 0;
    memset(out, 0, sizeof *out);
    while ((line = strtok_r(rest, "\n", &rest)) != NULL) {
        const char *server = server_of(line);

        if (server != NULL && index-- == 0) {
            out->family =
                inet_pton(AF_INET, server, out->bytes) == 1 ? LWCLUS_FAMILY_IPV4 : LWCLUS_FAMILY_IPV6;
            return LWCLUS_PORT_OK;
        }
    }
    return LWCLUS_PORT_NOT_FOUND;
}

#endif
