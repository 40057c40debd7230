/* Simulated KDC: the server's side of Kerberos messages, shared with the unit tests. */
#include "lwclus_config.h"

#if LWCLUS_KERBEROS
#include <stdio.h>
#include <stdlib.h>

/* the simulator also runs on devices, which have neither */
#define fprintf(...) ((void)0)
#define abort()      __builtin_trap()
#include "unit/krb5/fake_kdc.c"
#else
typedef int sim_messages_unused;
#endif
