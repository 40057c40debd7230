/* FreeRTOS kernel for the example: static allocation only. */
#ifndef FREERTOS_CONFIG_H
#define FREERTOS_CONFIG_H

#define configCPU_CLOCK_HZ             25000000u
#define configTICK_RATE_HZ             1000u
#define configTICK_TYPE_WIDTH_IN_BITS  TICK_TYPE_WIDTH_32_BITS
#define configUSE_PREEMPTION           1
#define configUSE_IDLE_HOOK            1
#define configUSE_TICK_HOOK            1 /* board_tick */
#define configMAX_PRIORITIES           5
#define configMINIMAL_STACK_SIZE       128
#define configMAX_TASK_NAME_LEN        16
#define configCHECK_FOR_STACK_OVERFLOW 2
#define configUSE_TIMERS               0

#define configSUPPORT_STATIC_ALLOCATION     1
#define configSUPPORT_DYNAMIC_ALLOCATION    0
#define configKERNEL_PROVIDED_STATIC_MEMORY 1

#define configUSE_MUTEXES             1
#define configUSE_COUNTING_SEMAPHORES 1

#define INCLUDE_vTaskDelay                  1
#define INCLUDE_uxTaskGetStackHighWaterMark 1
#define INCLUDE_xTaskGetCurrentTaskHandle   1

/* Cortex-M3 of the AN385 image: 3 bits of priority, the kernel at the lowest */
#define configPRIO_BITS                      3
#define configKERNEL_INTERRUPT_PRIORITY      (7u << (8 - configPRIO_BITS))
#define configMAX_SYSCALL_INTERRUPT_PRIORITY (5u << (8 - configPRIO_BITS))

void board_put(const char *text);
void board_exit(int status) __attribute__((noreturn));
#define configASSERT(condition)                                                                              \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            board_put("\nFreeRTOS: " #condition "\n");                                                       \
            board_exit(97);                                                                                  \
        }                                                                                                    \
    } while (0)

#define vPortSVCHandler     SVC_Handler
#define xPortPendSVHandler  PendSV_Handler
#define xPortSysTickHandler SysTick_Handler

#endif
