/* Impossible settings end the build here, in a sentence that names the setting to change. */
#ifndef LWCLUS_CONFIG_CHECK_H
#define LWCLUS_CONFIG_CHECK_H

/* ---- sizes ---- */

#if LWCLUS_MAX_SESSIONS < 1 || LWCLUS_MAX_SESSIONS > 16
#error "LWCLUS_MAX_SESSIONS must be 1 to 16 open clusters."
#endif
#if LWCLUS_MAX_HANDLES < 2 || LWCLUS_MAX_HANDLES > 1024
#error "LWCLUS_MAX_HANDLES must be 2 to 1024 open handles."
#elif LWCLUS_MAX_HANDLES <= LWCLUS_MAX_SESSIONS
#error "LWCLUS_MAX_HANDLES must be larger than LWCLUS_MAX_SESSIONS: a cluster takes one."
#elif LWCLUS_API_ENUM && LWCLUS_MAX_HANDLES <= LWCLUS_MAX_ENUMS
#error "LWCLUS_MAX_HANDLES must be larger than LWCLUS_MAX_ENUMS: an enumeration takes one."
#endif
#if LWCLUS_FRAGMENT_BYTES < 1432 || LWCLUS_FRAGMENT_BYTES > 5840
#error "LWCLUS_FRAGMENT_BYTES must be 1432 to 5840 bytes."
#endif
#if LWCLUS_STUB_BYTES < 1432 || LWCLUS_STUB_BYTES > 1048576
#error "LWCLUS_STUB_BYTES must be 1432 to 1048576 bytes."
#elif LWCLUS_STUB_BYTES < LWCLUS_FRAGMENT_BYTES
#error "LWCLUS_STUB_BYTES must be at least LWCLUS_FRAGMENT_BYTES, which is received into it."
#endif
#if LWCLUS_NAME_UNITS < 16 || LWCLUS_NAME_UNITS > 256
#error "LWCLUS_NAME_UNITS must be 16 to 256 UTF-16 units."
#endif
#if LWCLUS_MAX_CANDIDATES < 1 || LWCLUS_MAX_CANDIDATES > 65
#error "LWCLUS_MAX_CANDIDATES must be 1 to 65 names: the cluster and its 64 nodes."
#endif
#if LWCLUS_HANDLE_NAME_UNITS < 8 || LWCLUS_HANDLE_NAME_UNITS > 256
#error "LWCLUS_HANDLE_NAME_UNITS must be 8 to 256 UTF-16 units."
#endif
#if LWCLUS_MAX_ENUMS < 1 || LWCLUS_MAX_ENUMS > 16
#error "LWCLUS_MAX_ENUMS must be 1 to 16; to save their memory set LWCLUS_API_ENUM to 0."
#endif
#if LWCLUS_ENUM_BYTES < 64 || LWCLUS_ENUM_BYTES > 65536
#error "LWCLUS_ENUM_BYTES must be 64 to 65536 bytes."
#endif
#if LWCLUS_TICKET_BYTES < 1024 || LWCLUS_TICKET_BYTES > 48000
#error "LWCLUS_TICKET_BYTES must be 1024 to 48000 bytes."
#endif
#if LWCLUS_MAX_TICKETS < 2 || LWCLUS_MAX_TICKETS > 32
#error "LWCLUS_MAX_TICKETS must be 2 to 32 tickets: one of the KDC and one of a node."
#endif

/* ---- times ---- */

#if LWCLUS_CONNECT_TIMEOUT_MS < 10 || LWCLUS_CONNECT_TIMEOUT_MS > 86400000
#error "LWCLUS_CONNECT_TIMEOUT_MS must be 10 to 86400000 milliseconds."
#endif
#if LWCLUS_CALL_TIMEOUT_MS < 10 || LWCLUS_CALL_TIMEOUT_MS > 86400000
#error "LWCLUS_CALL_TIMEOUT_MS must be 10 to 86400000 milliseconds."
#endif
#if LWCLUS_RECONNECT_TIMEOUT_MS < 10 || LWCLUS_RECONNECT_TIMEOUT_MS > 86400000
#error "LWCLUS_RECONNECT_TIMEOUT_MS must be 10 to 86400000 milliseconds."
#endif
#if LWCLUS_KEEPALIVE_MS < 1000 || LWCLUS_KEEPALIVE_MS > 7200000
#error "LWCLUS_KEEPALIVE_MS must be 1000 to 7200000 milliseconds: a second to two hours."
#endif

/* ---- switches ---- */

#if LWCLUS_KERBEROS != 0 && LWCLUS_KERBEROS != 1
#error "LWCLUS_KERBEROS must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_NTLM != 0 && LWCLUS_NTLM != 1
#error "LWCLUS_NTLM must be 0 (off) or 1 (on)."
#elif !LWCLUS_NTLM && !LWCLUS_KERBEROS
#error "LWCLUS_NTLM must be 1 when LWCLUS_KERBEROS is 0: a logon needs one of them."
#endif
#if LWCLUS_KERBEROS_SHA2 != 0 && LWCLUS_KERBEROS_SHA2 != 1
#error "LWCLUS_KERBEROS_SHA2 must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_KDC_UDP != 0 && LWCLUS_KDC_UDP != 1
#error "LWCLUS_KDC_UDP must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_KDC_SRV != 0 && LWCLUS_KDC_SRV != 1
#error "LWCLUS_KDC_SRV must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_API_NETINTERFACE != 0 && LWCLUS_API_NETINTERFACE != 1
#error "LWCLUS_API_NETINTERFACE must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_API_ENUM != 0 && LWCLUS_API_ENUM != 1
#error "LWCLUS_API_ENUM must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_API_CLUSTER != 0 && LWCLUS_API_CLUSTER != 1
#error "LWCLUS_API_CLUSTER must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_METHODS_ALL != 0 && LWCLUS_METHODS_ALL != 1
#error "LWCLUS_METHODS_ALL must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_NONBLOCKING != 0 && LWCLUS_NONBLOCKING != 1
#error "LWCLUS_NONBLOCKING must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_RECONNECT != 0 && LWCLUS_RECONNECT != 1
#error "LWCLUS_RECONNECT must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_PIPELINE != 0 && LWCLUS_PIPELINE != 1
#error "LWCLUS_PIPELINE must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_IPV6 != 0 && LWCLUS_IPV6 != 1
#error "LWCLUS_IPV6 must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_DNS != 0 && LWCLUS_DNS != 1
#error "LWCLUS_DNS must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_NETBIOS != 0 && LWCLUS_NETBIOS != 1
#error "LWCLUS_NETBIOS must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_LOCAL != 0 && LWCLUS_LOCAL != 1
#error "LWCLUS_LOCAL must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_LOG_TEXT != 0 && LWCLUS_LOG_TEXT != 1
#error "LWCLUS_LOG_TEXT must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_ERROR_TEXT != 0 && LWCLUS_ERROR_TEXT != 1
#error "LWCLUS_ERROR_TEXT must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_API_NETWORK != 0 && LWCLUS_API_NETWORK != 1
#error "LWCLUS_API_NETWORK must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_API_NODE != 0 && LWCLUS_API_NODE != 1
#error "LWCLUS_API_NODE must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_API_GROUP != 0 && LWCLUS_API_GROUP != 1
#error "LWCLUS_API_GROUP must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_API_RESOURCE != 0 && LWCLUS_API_RESOURCE != 1
#error "LWCLUS_API_RESOURCE must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_STATISTICS != 0 && LWCLUS_STATISTICS != 1
#error "LWCLUS_STATISTICS must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_TRACE != 0 && LWCLUS_TRACE != 1
#error "LWCLUS_TRACE must be 0 (off) or 1 (on)."
#endif
#if LWCLUS_ASSERT != 0 && LWCLUS_ASSERT != 1
#error "LWCLUS_ASSERT must be 0 (off) or 1 (on)."
#endif

#endif
