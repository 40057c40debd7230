/*
 * lwclus.h: what the Windows header does not have - start, credentials, time limits, hooks, statistics, text.
 *
 * Order of use: lwclus_init() once, then the functions of clusapi.h from any task, then lwclus_deinit().
 * The library never allocates: every byte is static, its size fixed by lwclus_config.h.
 */
#ifndef LWCLUS_H
#define LWCLUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clusapi.h"
#include "lwclus_config.h"
#include "lwclus_port.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LWCLUS_VERSION_MAJOR  0
#define LWCLUS_VERSION_MINOR  1
#define LWCLUS_VERSION_PATCH  0
#define LWCLUS_VERSION_STRING "0.1.0"

/** An account. The strings belong to the application. */
struct lwclus_credentials {
    const WCHAR *user; /* account name, NUL-terminated, 1..256 units; never NULL */
    const WCHAR
        *domain; /* NetBIOS or DNS domain name, at most 255 units; NULL or empty for user@REALM names */
    const WCHAR *password; /* NUL-terminated, at most 256 units; NULL when nt_hash or key is given */
    const BYTE *nt_hash;   /* 16 bytes: MD4 of the UTF-16LE password, for NTLM; NULL when password is given */
    const BYTE *key; /* long-term key of the account, for Kerberos, as in a keytab: 16 bytes for key_etype 17,
                      * 32 for 18 and 20. Saves the second that string-to-key takes on a small processor.
                      * NULL: from the password */
    BYTE key_etype;  /* LWCLUS_ETYPE_... of `key` */
};

/** Kinds of lwclus_credentials.key (RFC 3962, RFC 8009). */
#define LWCLUS_ETYPE_AES128        17u
#define LWCLUS_ETYPE_AES256        18u
#define LWCLUS_ETYPE_AES256_SHA384 20u /* with LWCLUS_KERBEROS_SHA2 */

/**
 * Supplies the account when a server asks for it.
 *
 * @param user    lwclus_config.user.
 * @param cluster Name given to OpenCluster/OpenClusterEx; valid during the call.
 * @param out     Fill it and return true. The strings must stay valid until the second call for the same
 * logon, which has `out` NULL: the library is done with them, so wipe them now. Its own copies of secrets are
 * wiped already.
 * @return false: no account; the open fails with ERROR_NO_SUCH_LOGON_SESSION (1312, origin auth).
 */
typedef bool (*lwclus_credentials_fn)(void *user, const WCHAR *cluster, struct lwclus_credentials *out);

/**
 * Values of lwclus_config.logon. What is not built in (LWCLUS_KERBEROS, LWCLUS_NTLM) is left out: then ANY is
 * the other one, and asking for just what is missing makes every open fail with RPC_S_UNKNOWN_AUTHN_SERVICE
 * (1747, origin local).
 *
 * LWCLUS_LOGON_ANY takes NTLM only where Kerberos cannot be had: the cluster was opened by an IP literal and
 * no `spn` is configured, no realm is known, the credentials are just an nt_hash, the KDC knows no such SPN
 * or no common encryption type, no KDC answers, or the server refuses Kerberos. Each time it is logged and
 * counted (lwclus_statistics.ntlm_fallbacks). It never follows a statement of a KDC about the account or its
 * password, nor a clock that is wrong.
 */
#define LWCLUS_LOGON_ANY          0u /* Kerberos, or NTLM */
#define LWCLUS_LOGON_KERBEROS     1u /* Kerberos inside SPNEGO */
#define LWCLUS_LOGON_NTLM         2u /* NTLM inside SPNEGO */
#define LWCLUS_LOGON_KERBEROS_RAW 3u /* Kerberos without SPNEGO (auth_type 16) */

/** A key distribution centre: in a Windows domain every domain controller. */
struct lwclus_kdc {
    const WCHAR *realm; /* DNS name of the domain that it serves, in any case; NULL = all */
    struct lwclus_address address;
    uint16_t port; /* 0 = 88 */
};

/** Kinds of lwclus_trace_event. */
#define LWCLUS_TRACE_SENT     1u
#define LWCLUS_TRACE_RECEIVED 2u

/** One PDU on the wire. */
struct lwclus_trace_event {
    uint8_t direction; /* LWCLUS_TRACE_SENT or LWCLUS_TRACE_RECEIVED */
    uint8_t ptype;   /* PDU type, [C706] 12.6.4: 0 request, 2 response, 3 fault, 11 bind, 12 bind_ack, ... */
    uint8_t session; /* number of the session */
    bool mapper;     /* true on the connection to the endpoint mapper */
    uint16_t opnum;  /* of the call; 0xffff for other PDUs */
    uint32_t bytes;  /* of the PDU */
    uint32_t ms;     /* lwclus_port.now_ms */
};

/** A reconnect ended. Told from inside the call that needed it; do not call the library from the hook. */
struct lwclus_reconnect_event {
    uint8_t session;   /* number of the session */
    const WCHAR *from; /* node that failed; valid during the hook */
    const WCHAR *to;   /* node that answers now; NULL: no candidate could be reached, the call fails */
    uint32_t result;   /* what was wrong with `from`: code and origin as in lwclus_last_result */
    uint32_t ms;       /* how long it took */
    uint32_t handles;  /* handles opened again */
};

/** lwclus_config.reconnect_timeout_ms: never reconnect; a call whose node failed reports it. */
#define LWCLUS_RECONNECT_OFF 0xffffffffu

/** What lwclus_init needs. Zero is a valid value of every member except `port`. */
struct lwclus_config {
    const struct lwclus_port *port;    /* required; must outlive the library's use */
    lwclus_credentials_fn credentials; /* NULL: only local endpoints can be opened */
    void *user;                        /* passed to the hooks */
    const WCHAR *workstation;          /* name sent in the logon, at most 15 units; NULL = empty */
    const struct lwclus_transport
        *local;                    /* endpoint behind OpenCluster(NULL); NULL = none registered: 1753 */
    uint32_t connect_timeout_ms;   /* whole open: resolve, endpoint mapper, connect, logon; 0 = default */
    uint32_t call_timeout_ms;      /* one remote call; 0 = default */
    uint32_t reconnect_timeout_ms; /* added to a call whose node failed; 0 = default, or the macro below */
    uint16_t endpoint_port;        /* TCP port of ClusAPI when known; 0 = ask the endpoint mapper on 135 */
    struct lwclus_address wins;    /* NetBIOS name server; family NONE = broadcast */
    uint8_t logon;                 /* LWCLUS_LOGON_... */
    bool kdc_udp_first;            /* ask KDCs through UDP before TCP (LWCLUS_KDC_UDP) */
    bool learn_time; /* the device has a clock (lwclus_port.filetime), but the KDC's time is taken where they
                      * differ too much. Without a clock it always is */
    bool direct_ticket; /* ask for the ticket of the cluster with the password, without a TGT in between: one
                         * round trip less. Where the KDC refuses that, the usual way is gone */
    const WCHAR *realm; /* DNS name of the account's domain; NULL: lwclus_credentials.domain, or what follows
                         * the @ of the user. At most 127 bytes in UTF-8 */
    const WCHAR *spn; /* service principal name of the cluster, "service/host"; NULL: MSServerClusterMgmtAPI/
                       * and the name that is connected to */
    const struct lwclus_kdc
        *kdcs;          /* where the KDCs are, the first four of a realm count; NULL, or none of the
                         * realm: DNS (LWCLUS_KDC_SRV), then the addresses of the realm's name */
    uint32_t kdc_count; /* of kdcs */
    void (*log)(void *user, int level, const char *text, uint32_t value);        /* NULL = off */
    void (*trace)(void *user, const struct lwclus_trace_event *event);           /* NULL = off */
    void (*reconnected)(void *user, const struct lwclus_reconnect_event *event); /* NULL = off */
};

/**
 * Starts the library. Call once, before any other function, from one task.
 *
 * @param config Copied; the pointers in it must stay valid until lwclus_deinit.
 * @return ERROR_SUCCESS; ERROR_INVALID_PARAMETER (87): NULL, no port, or a port without a required hook;
 *         ERROR_ALREADY_EXISTS (183): started already; ERROR_GEN_FAILURE (31): the port's start hook failed.
 * Blocking: no. Memory: the static instance.
 */
DWORD lwclus_init(const struct lwclus_config *config);

/**
 * Closes every session without waiting for the servers, wipes secrets, stops the port.
 * No other task may be inside the library. All handles become invalid. Safe without init.
 */
void lwclus_deinit(void);

/**
 * Non-blocking form, for superloops that may not stop (LWCLUS_NONBLOCKING). Holds for the calling task.
 *
 * While on, every function of clusapi.h that would wait for the network does what it can and then fails with
 * ERROR_IO_PENDING (997): NULL, FALSE or a state of -1 with that last error, or the code itself. Call the
 * same function again with the same arguments and buffers to go on; the call that does not report 997 has the
 * result. So a call is started, polled and its result taken through the one function:
 *
 *     hCluster = OpenClusterEx(u"cluster", GENERIC_READ, NULL);
 *     if (hCluster == NULL && GetLastError() == ERROR_IO_PENDING) return; // next turn of the loop
 *
 * A few methods answer 997 themselves: the cluster goes on with an operation. Then the origin of
 * lwclus_last_result() is the server (9), here it is none (0).
 *
 * Deadlines are the same as in the blocking form and are checked when the function is called. A session
 * carries one operation at a time: another one gets ERROR_BUSY until the first is finished or its deadline is
 * over (it is dropped then and its connection closed). CloseCluster drops an unfinished operation of its
 * session at once; an open that is not taken up again is dropped when its deadline is over and the session is
 * needed, or by lwclus_deinit.
 */
#if LWCLUS_NONBLOCKING
void lwclus_set_nonblocking(bool on);
#endif

/**
 * Forgets what is remembered of logons: tickets, salts, refusals. Keys and tickets are wiped; a ticket that a
 * logon of another task is just using, when that is done. Open clusters stay open. What was learned about the
 * time stays. Nothing without LWCLUS_KERBEROS. Blocking: no.
 */
void lwclus_forget_credentials(void);

/** The last failure of the calling task with its origin (bits 16-23, see LWCLUS_ORIGIN_NAME); 0 when none.
 * Bits 0-15 are the code that the failing function reported. Not changed by SetLastError. */
uint32_t lwclus_last_result(void);

/** Short word for an origin number: "local", "port", "deadline", "pdu", "verifier", "auth", "ndr", "fault",
 * "server". */
const char *lwclus_origin_name(uint32_t result);

/** Symbol of a code, for example "RPC_S_SERVER_UNAVAILABLE"; "?" when unknown or without LWCLUS_ERROR_TEXT.
 */
const char *lwclus_error_name(uint32_t code);

/** One sentence for a code; never NULL. Empty without LWCLUS_ERROR_TEXT. */
const char *lwclus_strerror(uint32_t code);

/** Counters since the session was opened (or since init, summed over all sessions, for hCluster NULL). */
struct lwclus_statistics {
    uint32_t round_trips; /* times the library waited for an answer, TCP connects included */
    uint32_t calls;       /* remote calls completed, failed ones included */
    uint32_t pdus_sent;
    uint32_t pdus_received;
    uint32_t bytes_sent; /* PDU bytes, without TCP/IP */
    uint32_t bytes_received;
    uint32_t dropped_names;    /* node names that did not fit the candidate list */
    uint32_t reconnects;       /* times another (or the same) node took over */
    uint32_t reopened_handles; /* handles opened again in these */
    uint32_t failed_rounds;    /* times no candidate could be reached */
    uint32_t lost_handles;     /* handles that could not be opened again: see LWCLUS_HANDLE_NAME_UNITS */
    uint32_t tickets;          /* fetched from a KDC */
    uint32_t ticket_hits;      /* logons that a remembered ticket was there for */
    uint32_t ntlm_fallbacks;   /* logons with NTLM because Kerberos could not be had */
    uint32_t time_corrections; /* times the clock was set by a KDC or server */
};

/**
 * Reads counters. All zero without LWCLUS_STATISTICS.
 * @return ERROR_SUCCESS; ERROR_INVALID_PARAMETER: out is NULL; ERROR_INVALID_HANDLE: not an open cluster.
 */
DWORD lwclus_get_statistics(HCLUSTER hCluster, struct lwclus_statistics *out);

/**
 * Name of the node that answers this session (ApiGetClusterName at open).
 * @param name   Receives at most *units units, NUL included; may be NULL to ask for the size.
 * @param units  In: capacity; out: length without NUL. Required.
 * @return ERROR_SUCCESS; ERROR_MORE_DATA; ERROR_INVALID_HANDLE; ERROR_INVALID_PARAMETER.
 */
DWORD lwclus_get_server(HCLUSTER hCluster, WCHAR *name, DWORD *units);

/** Table rows in use, to find leaks: all but `tickets` are zero when every handle is closed. */
struct lwclus_usage {
    uint32_t sessions; /* of LWCLUS_MAX_SESSIONS */
    uint32_t handles;  /* of LWCLUS_MAX_HANDLES */
    uint32_t enums;    /* of LWCLUS_MAX_ENUMS */
    uint32_t tickets;  /* of LWCLUS_MAX_TICKETS; they stay until they end or lwclus_forget_credentials */
    uint32_t pins;     /* tickets that a logon is just using; zero when no function runs */
};

/** Reads the table levels. Not synchronised with other tasks: a number to look at, not to decide by. */
void lwclus_get_usage(struct lwclus_usage *out);

/** Bytes of the one static instance: sessions, handles, snapshots. Constant. */
uint32_t lwclus_instance_bytes(void);

/** True when the handle is of the local kind (opened with a NULL cluster name). */
bool lwclus_is_local(HCLUSTER hCluster);

/**
 * UTF-8 to UTF-16. Writes at most `capacity` units including the NUL, never half a character.
 * @return units needed including the NUL, or 0 for invalid UTF-8 (then out[0] is 0 if there is room).
 */
size_t lwclus_utf16_from_utf8(WCHAR *out, size_t capacity, const char *in);

/**
 * UTF-16 to UTF-8. Unpaired surrogates become U+FFFD. Writes at most `capacity` bytes including the NUL,
 * never half a character. @return bytes needed including the NUL.
 */
size_t lwclus_utf8_from_utf16(char *out, size_t capacity, const WCHAR *in);

#ifdef __cplusplus
}
#endif

#endif
