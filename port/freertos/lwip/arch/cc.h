/* Compiler and platform for lwIP on FreeRTOS: that of the examples, with an errno per task. */
#ifndef LWIP_ARCH_CC_FREERTOS_H
#define LWIP_ARCH_CC_FREERTOS_H

#include "../../../../config/examples/lwip/arch/cc.h"

int *lwclus_freertos_errno(void);
#define errno (*lwclus_freertos_errno())

#endif
