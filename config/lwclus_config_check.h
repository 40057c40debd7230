/* Impossible settings end the build here, with the setting to change. */
#ifndef LWCLUS_CONFIG_CHECK_H
#define LWCLUS_CONFIG_CHECK_H
#endif
