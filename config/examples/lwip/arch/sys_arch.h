/*
 * Types of lwIP's operating system layer: a number per object of a static table, as a small sys_arch.c keeps
 * it. With an RTOS take the sys_arch.h of its lwIP port instead.
 */
#ifndef LWIP_ARCH_SYS_ARCH_H
#define LWIP_ARCH_SYS_ARCH_H

#include <stdint.h>

typedef uint8_t sys_sem_t; /* 0 = none */
typedef uint8_t sys_mutex_t;
typedef uint8_t sys_mbox_t;
typedef uint8_t sys_thread_t;
typedef uint32_t sys_prot_t;

#define sys_sem_valid(sem)         (*(sem) != 0)
#define sys_sem_set_invalid(sem)   (*(sem) = 0)
#define sys_mutex_valid(mutex)     (*(mutex) != 0)
#define sys_mutex_set_invalid(m)   (*(m) = 0)
#define sys_mbox_valid(mbox)       (*(mbox) != 0)
#define sys_mbox_set_invalid(mbox) (*(mbox) = 0)

#endif
