/* lwIP's operating system types over pthreads. Objects hold everything themselves: nothing is allocated. */
#ifndef LWCLUS_HOST_SYS_ARCH_H
#define LWCLUS_HOST_SYS_ARCH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define LWCLUS_HOST_MBOX_MAX 64

typedef struct lwclus_host_sem {
    bool valid;
    uint32_t count;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
} sys_sem_t;

typedef struct lwclus_host_mutex {
    bool valid;
    pthread_mutex_t mutex;
} sys_mutex_t;

typedef struct lwclus_host_mbox {
    bool valid;
    uint32_t size, first, count;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    void *message[LWCLUS_HOST_MBOX_MAX];
} sys_mbox_t;

typedef pthread_t sys_thread_t;
typedef int sys_prot_t;

#define sys_sem_valid(s)         ((s)->valid)
#define sys_sem_set_invalid(s)   ((s)->valid = false)
#define sys_mutex_valid(m)       ((m)->valid)
#define sys_mutex_set_invalid(m) ((m)->valid = false)
#define sys_mbox_valid(m)        ((m)->valid)
#define sys_mbox_set_invalid(m)  ((m)->valid = false)

#endif
