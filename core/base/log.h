/*
 * Log hook: a constant sentence and one number. Without LWCLUS_LOG_TEXT the calls vanish.
 * Nothing secret may be passed.
 */
#ifndef LWCLUS_BASE_LOG_H
#define LWCLUS_BASE_LOG_H

#include <stdint.h>

#include "lwclus_config.h"

#define LWCLUS_LOG_ERROR 1
#define LWCLUS_LOG_WARN  2
#define LWCLUS_LOG_INFO  3

typedef void (*lwclus_log_fn)(void *user, int level, const char *text, uint32_t value);

#if LWCLUS_LOG_TEXT
void lwclus_log(int level, const char *text, uint32_t value);
void lwclus_log_hook(lwclus_log_fn fn, void *user);
#else
#define lwclus_log(level, text, value) ((void)(value))
#define lwclus_log_hook(fn, user)      ((void)(fn), (void)(user))
#endif

#endif
