/* What lwIP has in use: every memory pool, sockets (NETCONN), connections, buffers. */
#include "soak.h"

#include "lwip/memp.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/stats.h"
#include "lwip/tcpip.h"

static const char *const pool_names[MEMP_MAX] = {
#define LWIP_MEMPOOL(name, num, size, desc) #name,
#include "lwip/priv/memp_std.h"
};

_Static_assert(MEMP_MAX <= SOAK_POOLS, "raise SOAK_POOLS");

void soak_levels_read(struct soak_levels *out)
{
    const struct tcp_pcb *pcb;
    unsigned i;

    LOCK_TCPIP_CORE();
    for (i = 0; i < MEMP_MAX; i++) {
        out->used[i] = lwip_stats.memp[i]->used;
    }
    /* our side closes first, so each connection stays in TIME-WAIT for two minutes; lwIP takes them back when
     * it needs them */
    for (pcb = tcp_tw_pcbs; pcb != NULL; pcb = pcb->next) {
        out->used[MEMP_TCP_PCB]--;
    }
    /* the timer of TCP runs while there are connections, those in TIME-WAIT included */
    out->used[MEMP_SYS_TIMEOUT] = 0;
    UNLOCK_TCPIP_CORE();
}

bool soak_levels_back(const struct soak_levels *before)
{
    struct soak_levels now;
    unsigned i;

    soak_levels_read(&now);
    for (i = 0; i < MEMP_MAX; i++) {
        if (now.used[i] > before->used[i]) {
            return false;
        }
    }
    return true;
}

void soak_levels_tell(const struct soak_levels *before)
{
    struct soak_levels now;
    unsigned i;

    soak_levels_read(&now);
    for (i = 0; i < MEMP_MAX; i++) {
        if (now.used[i] > before->used[i]) {
            soak_say("pool %s: %u in use, %u before", pool_names[i], (unsigned)now.used[i],
                     (unsigned)before->used[i]);
        }
    }
}
