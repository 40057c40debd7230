/* The NDR interpreter without LWCLUS_METHODS_ALL, all families on. */
#include "lwclus_config.h"

#undef LWCLUS_METHODS_ALL
#undef LWCLUS_API_NETINTERFACE
#undef LWCLUS_API_NETWORK
#undef LWCLUS_API_NODE
#undef LWCLUS_API_GROUP
#undef LWCLUS_API_RESOURCE
#undef LWCLUS_API_ENUM
#undef LWCLUS_API_CLUSTER
#define LWCLUS_METHODS_ALL      0
#define LWCLUS_API_NETINTERFACE 1
#define LWCLUS_API_NETWORK      1
#define LWCLUS_API_NODE         1
#define LWCLUS_API_GROUP        1
#define LWCLUS_API_RESOURCE     1
#define LWCLUS_API_ENUM         1
#define LWCLUS_API_CLUSTER      1

#define SMALL(name) every_##name
#include "ndr_small.inc"
