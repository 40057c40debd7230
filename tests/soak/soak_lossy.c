/*
 * A netif that loses, repeats and delays frames, in both directions. It is the TAP netif with other input and
 * output functions; held frames are copies, so no buffer of lwIP is kept.
 */
#include "soak.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/tcpip.h"

#define HELD_FRAMES 512u
#define FRAME_BYTES 1536u

struct frame {
    bool used, in;
    uint16_t size;
    uint32_t number; /* per direction */
    uint64_t due_ms;
    uint8_t data[FRAME_BYTES];
};

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    uint64_t random;
    struct soak_loss loss;
    struct soak_loss_counts counts;
    uint32_t last[2], passed[2]; /* [in]: numbers given out, largest one that went through */
    struct frame held[HELD_FRAMES];
} lossy = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static struct netif *wire;
static netif_input_fn wire_input;
static netif_linkoutput_fn wire_output;

/* xorshift64*. Mutex held, as in all that follows. */
static unsigned below(unsigned limit)
{
    lossy.random ^= lossy.random >> 12;
    lossy.random ^= lossy.random << 25;
    lossy.random ^= lossy.random >> 27;
    return (unsigned)((lossy.random * 0x2545f4914f6cdd1du) >> 33) % limit;
}

static bool hits(unsigned per_mille)
{
    return below(1000) < per_mille;
}

static void went_through(bool in, uint32_t number)
{
    if (number < lossy.passed[in]) {
        lossy.counts.reordered++;
    } else {
        lossy.passed[in] = number;
    }
}

/* False: no room; the frame goes through at once. */
static bool hold(bool in, const struct pbuf *p, uint32_t number)
{
    unsigned i;

    for (i = 0; i < HELD_FRAMES; i++) {
        struct frame *f = &lossy.held[i];

        if (!f->used && p->tot_len <= FRAME_BYTES) {
            f->used = true;
            f->in = in;
            f->size = pbuf_copy_partial(p, f->data, p->tot_len, 0);
            f->number = number;
            f->due_ms = soak_now_ms() + 1 + below(lossy.loss.delay_ms != 0 ? lossy.loss.delay_ms : 1);
            (void)pthread_cond_signal(&lossy.changed);
            return true;
        }
    }
    return false;
}

/* True: the frame goes through now. */
static bool judge(bool in, const struct pbuf *p)
{
    uint32_t number = ++lossy.last[in];

    lossy.counts.frames++;
    if (hits(lossy.loss.drop)) {
        lossy.counts.dropped++;
        return false;
    }
    if (hits(lossy.loss.duplicate) && hold(in, p, number)) {
        lossy.counts.duplicated++;
    }
    if (hits(lossy.loss.delay) && hold(in, p, number)) {
        lossy.counts.delayed++;
        return false;
    }
    went_through(in, number);
    return true;
}

static bool passes(bool in, const struct pbuf *p)
{
    bool now;

    (void)pthread_mutex_lock(&lossy.mutex);
    now = judge(in, p);
    (void)pthread_mutex_unlock(&lossy.mutex);
    return now;
}

static err_t input(struct pbuf *p, struct netif *netif)
{
    if (passes(true, p)) {
        return wire_input(p, netif);
    }
    (void)pbuf_free(p);
    return ERR_OK;
}

static err_t output(struct netif *netif, struct pbuf *p)
{
    return passes(false, p) ? wire_output(netif, p) : ERR_OK;
}

/* Sends a held frame on. Mutex not held. */
static void deliver(struct frame *f)
{
    struct pbuf *p = pbuf_alloc(PBUF_RAW, f->size, PBUF_POOL);

    if (p == NULL) {
        return; /* a lost frame */
    }
    (void)pbuf_take(p, f->data, f->size);
    if (!f->in) {
        (void)wire_output(wire, p);
        (void)pbuf_free(p);
    } else if (wire_input(p, wire) != ERR_OK) {
        (void)pbuf_free(p);
    }
}

static struct frame *earliest(void)
{
    struct frame *first = NULL;
    unsigned i;

    for (i = 0; i < HELD_FRAMES; i++) {
        struct frame *f = &lossy.held[i];

        if (f->used && (first == NULL || f->due_ms < first->due_ms)) {
            first = f;
        }
    }
    return first;
}

static void wait_until(uint64_t ms)
{
    struct timespec until = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};

    (void)pthread_cond_timedwait(&lossy.changed, &lossy.mutex, &until);
}

static void *deliver_held(void *unused)
{
    static struct frame copy;

    (void)pthread_mutex_lock(&lossy.mutex);
    for (;;) {
        struct frame *f = earliest();

        if (f == NULL) {
            (void)pthread_cond_wait(&lossy.changed, &lossy.mutex);
        } else if (f->due_ms > soak_now_ms()) {
            wait_until(f->due_ms);
        } else {
            copy = *f;
            f->used = false;
            went_through(copy.in, copy.number);
            (void)pthread_mutex_unlock(&lossy.mutex);
            deliver(&copy);
            (void)pthread_mutex_lock(&lossy.mutex);
        }
    }
    return unused;
}

bool soak_lossy_install(uint64_t seed)
{
    pthread_condattr_t attributes;
    pthread_t thread;

    lossy.random = seed * 0x9e3779b97f4a7c15u + 1; /* never 0 for small seeds */
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&lossy.changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    if (pthread_create(&thread, NULL, deliver_held, NULL) != 0) {
        return false;
    }
    (void)pthread_detach(thread);
    LOCK_TCPIP_CORE();
    wire = netif_default;
    wire_input = wire->input;
    wire_output = wire->linkoutput;
    wire->input = input;
    wire->linkoutput = output;
    UNLOCK_TCPIP_CORE();
    return true;
}

void soak_lossy_set(const struct soak_loss *loss)
{
    (void)pthread_mutex_lock(&lossy.mutex);
    lossy.loss = *loss;
    (void)pthread_mutex_unlock(&lossy.mutex);
}

void soak_lossy_counts(struct soak_loss_counts *out)
{
    (void)pthread_mutex_lock(&lossy.mutex);
    *out = lossy.counts;
    (void)pthread_mutex_unlock(&lossy.mutex);
}
