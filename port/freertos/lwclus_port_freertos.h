/*
 * Port for FreeRTOS with lwIP's sockets (NO_SYS=0). Static memory only: configSUPPORT_DYNAMIC_ALLOCATION may
 * be 0.
 *
 * Order of use: tcpip_init and netif_add, lwclus_freertos_set_hooks, lwclus_init with &lwclus_port_freertos;
 * then any task may call the functions of clusapi.h. lwIP's sys_arch may be any: that of port/freertos/lwip,
 * of lwIP's contrib or of the chip's vendor.
 */
#ifndef LWCLUS_PORT_FREERTOS_H
#define LWCLUS_PORT_FREERTOS_H

#include "lwclus_port.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Tasks that call lwclus or lwIP's sockets, each with errors of its own. */
#ifndef LWCLUS_FREERTOS_TASKS
#define LWCLUS_FREERTOS_TASKS 4
#endif

/** What the device provides. */
struct lwclus_freertos_hooks {
    /** lwclus_port.random; called from any task. Required. */
    bool (*random)(uint8_t *out, uint32_t size);
    /** lwclus_port.filetime; called from any task. NULL = the device has no clock. */
    uint64_t (*filetime)(void);
};

/** Sets the hooks, before lwclus_init. @param hooks Copied. */
void lwclus_freertos_set_hooks(const struct lwclus_freertos_hooks *hooks);

/**
 * Gives back the calling task's row of last errors. Call it before a task that used lwclus is deleted. When
 * more than LWCLUS_FREERTOS_TASKS tasks use lwclus at once, those that came late share one row, and may see
 * each other's errors.
 */
void lwclus_freertos_leave_task(void);

/**
 * The calling task's errno for lwIP's sockets, which several tasks at once need: in lwIP's arch/cc.h, as
 * port/freertos/lwip/arch/cc.h has it, `#define errno (*lwclus_freertos_errno())`. Never NULL.
 */
int *lwclus_freertos_errno(void);

/**
 * The port table. start fails with LWCLUS_PORT_NOT_PROVIDED without hooks.random, and with
 * LWCLUS_PORT_RESOURCES when sys_arch has no LWCLUS_LOCK_COUNT + LWCLUS_MAX_CONNECTIONS semaphores left.
 */
extern const struct lwclus_port lwclus_port_freertos;

#ifdef __cplusplus
}
#endif

#endif
