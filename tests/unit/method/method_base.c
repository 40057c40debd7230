/* core/method/method.c without LWCLUS_METHODS_ALL, all families off. */
#include "method_small.h"

#undef LWCLUS_METHODS_ALL
#undef LWCLUS_API_NETINTERFACE
#undef LWCLUS_API_NETWORK
#undef LWCLUS_API_NODE
#undef LWCLUS_API_GROUP
#undef LWCLUS_API_RESOURCE
#undef LWCLUS_API_ENUM
#undef LWCLUS_API_CLUSTER
#undef LWCLUS_RECONNECT
#define LWCLUS_METHODS_ALL      0
#define LWCLUS_API_NETINTERFACE 0
#define LWCLUS_API_NETWORK      0
#define LWCLUS_API_NODE         0
#define LWCLUS_API_GROUP        0
#define LWCLUS_API_RESOURCE     0
#define LWCLUS_API_ENUM         0
#define LWCLUS_API_CLUSTER      0
#define LWCLUS_RECONNECT        0

#define lwclus_method_program base_program
#define lwclus_method_end     base_end
#define lwclus_method_name    base_name
#include "../core/method/method.c"
