/* Log hook. */
#include "base/log.h"

#include <stddef.h>

#if LWCLUS_LOG_TEXT
static lwclus_log_fn hook;
static void *hook_user;

void lwclus_log_hook(lwclus_log_fn fn, void *user)
{
    hook = fn;
    hook_user = user;
}

void lwclus_log(int level, const char *text, uint32_t value)
{
    if (hook != NULL) {
        hook(hook_user, level, text, value);
    }
}
#else
/* An empty translation unit is not C99. */
typedef int lwclus_log_unused;
#endif
