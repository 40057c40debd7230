/*
 * Configuration of lwclus: one header, usable without Kconfig or Python.
 *
 * Every option has a default here that equals its default in Kconfig. To change one, define it on the
 * compiler's command line, in a header named by LWCLUS_CONFIG_FILE, or with `make menuconfig`.
 */
#ifndef LWCLUS_CONFIG_H
#define LWCLUS_CONFIG_H

#ifdef LWCLUS_CONFIG_FILE
#include LWCLUS_CONFIG_FILE
#endif

/* ---- sizes ---- */

/* Clusters that can be open at the same time. Range 1..16. */
#ifndef LWCLUS_MAX_SESSIONS
#define LWCLUS_MAX_SESSIONS 1
#endif

/* Handles of all kinds (cluster, net interface, enumeration, ...) open at the same time. Range 2..1024, more
 * than LWCLUS_MAX_SESSIONS. */
#ifndef LWCLUS_MAX_HANDLES
#define LWCLUS_MAX_HANDLES 8
#endif

/* Largest fragment sent or received, bytes. Range 1432..5840; 1432 is what every peer must accept
 * (C706 12.6.3.1), 5840 what Windows offers. */
#ifndef LWCLUS_FRAGMENT_BYTES
#define LWCLUS_FRAGMENT_BYTES 1432
#endif

/* Largest reassembled stub data of one response or request, bytes. Range LWCLUS_FRAGMENT_BYTES..1048576. */
#ifndef LWCLUS_STUB_BYTES
#define LWCLUS_STUB_BYTES 1432
#endif

/* Longest name of a cluster or node, UTF-16 units with the NUL. Range 16..256; [MS-CMRP] 3.1.4.2 allows 64.
 */
#ifndef LWCLUS_NAME_UNITS
#define LWCLUS_NAME_UNITS 64
#endif

/* Names remembered per session to reconnect to: the cluster and its nodes. Range 1..65. LWCLUS_RECONNECT. */
#ifndef LWCLUS_MAX_CANDIDATES
#define LWCLUS_MAX_CANDIDATES 5
#endif

/* Longest object name that is kept to open a handle again after a reconnect, UTF-16 units with the NUL.
 * Range 8..256. A handle with a longer name works until its node fails. */
#ifndef LWCLUS_HANDLE_NAME_UNITS
#define LWCLUS_HANDLE_NAME_UNITS 32
#endif

/* Enumerations open at the same time and the bytes of each snapshot. Ranges 1..16 and 64..65536. */
#ifndef LWCLUS_MAX_ENUMS
#define LWCLUS_MAX_ENUMS 1
#endif
#ifndef LWCLUS_ENUM_BYTES
#define LWCLUS_ENUM_BYTES 512
#endif

/* Kerberos: crealm, cname and Ticket of one KDC reply, bytes. Range 1024..48000; an account of about 80
 * groups fits into 2048, each further group takes 8. */
#ifndef LWCLUS_TICKET_BYTES
#define LWCLUS_TICKET_BYTES 2048
#endif

/* Kerberos tickets remembered: one of the KDC and one per cluster node. Range 2..32. */
#ifndef LWCLUS_MAX_TICKETS
#define LWCLUS_MAX_TICKETS 2
#endif

/* ---- features (1 on, 0 off) ---- */

/* Logon with Kerberos ([MS-KILE]) and with NTLMv2 ([MS-NLMP]); at least one. */
#ifndef LWCLUS_KERBEROS
#define LWCLUS_KERBEROS 1
#endif
#ifndef LWCLUS_NTLM
#define LWCLUS_NTLM 1
#endif

/* Kerberos with aes256-cts-hmac-sha384-192 (RFC 8009) besides those with SHA-1. */
#ifndef LWCLUS_KERBEROS_SHA2
#define LWCLUS_KERBEROS_SHA2 0
#endif

/* Asks a KDC through UDP before TCP. Off: nearly every reply with a PAC is too large for it. */
#ifndef LWCLUS_KDC_UDP
#define LWCLUS_KDC_UDP 0
#endif

/* Finds the KDCs of a realm through DNS SRV records. Without it: the configured ones, or the addresses of the
 * realm's name. */
#ifndef LWCLUS_KDC_SRV
#define LWCLUS_KDC_SRV 1
#endif

/* Functions of each object family. Opening and closing clusters and net interfaces are always there. */
#ifndef LWCLUS_API_NETINTERFACE
#define LWCLUS_API_NETINTERFACE 1
#endif
#ifndef LWCLUS_API_NETWORK
#define LWCLUS_API_NETWORK 1
#endif
#ifndef LWCLUS_API_NODE
#define LWCLUS_API_NODE 1
#endif
#ifndef LWCLUS_API_GROUP
#define LWCLUS_API_GROUP 1
#endif
#ifndef LWCLUS_API_RESOURCE
#define LWCLUS_API_RESOURCE 1
#endif
#ifndef LWCLUS_API_ENUM
#define LWCLUS_API_ENUM 1
#endif
#ifndef LWCLUS_API_CLUSTER
#define LWCLUS_API_CLUSTER 1
#endif

/* The whole method table. Off: only the methods that the families above need. */
#ifndef LWCLUS_METHODS_ALL
#define LWCLUS_METHODS_ALL 1
#endif

/* IPv6 addresses. */
#ifndef LWCLUS_IPV6
#define LWCLUS_IPV6 1
#endif

/* Host names through the resolver of the port. Without it only IP literals work. */
#ifndef LWCLUS_DNS
#define LWCLUS_DNS 1
#endif

/* NetBIOS names (RFC 1002). Off: answers are unauthenticated, and NTLM to a spoofed address leaks a response
 * that can be attacked off-line. */
#ifndef LWCLUS_NETBIOS
#define LWCLUS_NETBIOS 0
#endif

/* Local handles: OpenClusterEx(NULL, ...). */
#ifndef LWCLUS_LOCAL
#define LWCLUS_LOCAL 1
#endif

/* Sentences for the log hook. */
#ifndef LWCLUS_LOG_TEXT
#define LWCLUS_LOG_TEXT 0
#endif

/* Text of error codes (lwclus_strerror, lwclus_error_name) and method names in trace events. */
#ifndef LWCLUS_ERROR_TEXT
#define LWCLUS_ERROR_TEXT 0
#endif

/* The non-blocking form of every call: lwclus_set_nonblocking(). */
#ifndef LWCLUS_NONBLOCKING
#define LWCLUS_NONBLOCKING 1
#endif

/* RPC handles outlive their node: reconnect to another one ([MS-CMRP] 3.2.4.6). */
#ifndef LWCLUS_RECONNECT
#define LWCLUS_RECONNECT 1
#endif

/* The calls that open a cluster go in one flight also without LWCLUS_RECONNECT, which has that anyway. */
#ifndef LWCLUS_PIPELINE
#define LWCLUS_PIPELINE 0
#endif

/* Counters: round trips, bytes, PDUs. */
#ifndef LWCLUS_STATISTICS
#define LWCLUS_STATISTICS 1
#endif

/* One event per PDU for a trace hook. */
#ifndef LWCLUS_TRACE
#define LWCLUS_TRACE 0
#endif

/* Checks of the library's own assumptions, for development. */
#ifndef LWCLUS_ASSERT
#define LWCLUS_ASSERT 0
#endif

/* ---- times, milliseconds ---- */

/* Default of lwclus_config.connect_timeout_ms: name resolution, endpoint mapper, connect and logon together.
 * Range 10..86400000. */
#ifndef LWCLUS_CONNECT_TIMEOUT_MS
#define LWCLUS_CONNECT_TIMEOUT_MS 10000
#endif

/* Default of lwclus_config.call_timeout_ms: one request until its last response fragment. Range
 * 10..86400000. */
#ifndef LWCLUS_CALL_TIMEOUT_MS
#define LWCLUS_CALL_TIMEOUT_MS 15000
#endif

/* Default of lwclus_config.reconnect_timeout_ms: how much longer a call may take when its node failed.
 * Range 10..86400000. */
#ifndef LWCLUS_RECONNECT_TIMEOUT_MS
#define LWCLUS_RECONNECT_TIMEOUT_MS 30000
#endif

/* An idle connection is probed after this time (TCP keepalive); when three probes within as long again are
 * not answered the peer is gone. So one that vanished without a word is noticed after twice this time, and
 * the next call goes to another node at once. Range 1000..7200000. */
#ifndef LWCLUS_KEEPALIVE_MS
#define LWCLUS_KEEPALIVE_MS 10000
#endif

#include "lwclus_config_check.h"

#endif
