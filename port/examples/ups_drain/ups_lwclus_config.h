/* Configuration of lwclus for ups_drain; what is not here has its default (config/lwclus_config.h). */
#ifndef UPS_LWCLUS_CONFIG_H
#define UPS_LWCLUS_CONFIG_H

#define LWCLUS_API_CLUSTER      0
#define LWCLUS_API_GROUP        0
#define LWCLUS_API_NETINTERFACE 0
#define LWCLUS_API_NETWORK      0
#define LWCLUS_API_RESOURCE     0
#define LWCLUS_METHODS_ALL      0
#define LWCLUS_LOCAL            0

/* the properties of a node, and the names of its groups */
#define LWCLUS_STUB_BYTES 2920
#define LWCLUS_ENUM_BYTES 2048

#endif
