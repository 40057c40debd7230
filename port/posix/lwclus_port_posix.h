/*
 * POSIX port: BSD sockets, pthreads, getrandom. For host programs and for tests.
 */
#ifndef LWCLUS_PORT_POSIX_H
#define LWCLUS_PORT_POSIX_H

#include "lwclus_port.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The whole port. No heap of its own; getaddrinfo() and pthread_create() of the C library use theirs, in the
 * thread that looks a name up. A look-up that the library abandons goes on in its thread until getaddrinfo()
 * returns; its answer is dropped.
 */
extern const struct lwclus_port lwclus_port_posix;

/** Local endpoint: a Unix-domain stream socket, for lwclus_config.local. */
extern const struct lwclus_transport lwclus_posix_local_transport;

/**
 * Sets the socket that lwclus_posix_local_transport connects to.
 *
 * @param path File name; the string must stay valid. NULL or a name that sockaddr_un cannot hold: every
 * connect ends with LWCLUS_PORT_NOT_FOUND, as when there is no such socket.
 */
void lwclus_posix_set_local_path(const char *path);

#ifdef __cplusplus
}
#endif

#endif
