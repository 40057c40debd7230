/*
 * Port for a superloop without an operating system: lwIP with NO_SYS=1, one context, no locks.
 *
 * Order of use: lwip_init and netif_add, lwclus_baremetal_set_hooks, lwclus_init with
 * &lwclus_port_baremetal. The clock is lwIP's sys_now(), which NO_SYS=1 needs anyway.
 */
#ifndef LWCLUS_PORT_BAREMETAL_H
#define LWCLUS_PORT_BAREMETAL_H

#include "lwclus_port.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the device provides. */
struct lwclus_baremetal_hooks {
    /**
     * One turn of the loop while lwclus waits: hand received frames to the netif, call sys_check_timeouts,
     * feed the watchdog; may sleep until the next interrupt, at most a few milliseconds. Must not call lwclus
     * functions. Required.
     */
    void (*poll)(void);
    /** lwclus_port.random. Required: without it no logon is safe. */
    bool (*random)(uint8_t *out, uint32_t size);
    /** lwclus_port.filetime; NULL = the device has no clock. */
    uint64_t (*filetime)(void);
};

/** Sets the hooks. @param hooks Copied. */
void lwclus_baremetal_set_hooks(const struct lwclus_baremetal_hooks *hooks);

/** The port table. start fails with LWCLUS_PORT_NOT_PROVIDED when a required hook is missing. */
extern const struct lwclus_port lwclus_port_baremetal;

#ifdef __cplusplus
}
#endif

#endif
