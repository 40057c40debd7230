/*
 * A session: one open cluster with its association, logon, buffers and names.
 *
 * Everything that touches a session holds its lock (lwclus_session_enter) - or is the only one that knows it
 * (open). One operation runs at a time; other tasks wait for the lock with a deadline.
 */
#ifndef LWCLUS_SESSION_SESSION_H
#define LWCLUS_SESSION_SESSION_H

#include "clusapi.h"
#include "lwclus_port.h"
#include "rpc/assoc.h"
#include "session/handle.h"
#include "session/ticket.h"

/* "MSServerClusterMgmtAPI/" in front of the name makes the SPN ([MS-CMRP] 2.1). */
#define LWCLUS_SPN_PREFIX_UNITS 23u

/* Addresses of one name that are tried in turn. */
#define LWCLUS_MAX_ADDRESSES 4u

/* A waiting task looks this often whether another one closed the session, ms. */
#define LWCLUS_WAIT_SLICE_MS 100u

/* RPC_S_CALL_FAILED_DNE on ApiGetClusterName is tried again up to this many attempts ([MS-CMRP] 3.2.3.3). */
#define LWCLUS_NAME_ATTEMPTS 4u

enum lwclus_session_state { LWCLUS_SESSION_FREE, LWCLUS_SESSION_OPENING, LWCLUS_SESSION_OPEN };

/* Phases of the open sequence, in order. */
enum lwclus_phase {
    LWCLUS_PHASE_RESOLVE,
    LWCLUS_PHASE_MAPPER, /* connect to the endpoint mapper */
    LWCLUS_PHASE_MAP,    /* ept_map */
#if LWCLUS_KERBEROS
    LWCLUS_PHASE_TICKET, /* how to log on, and the ticket for it */
#endif
    LWCLUS_PHASE_CONNECT, /* connect and log on */
    LWCLUS_PHASE_CALLS,   /* ApiGetClusterName, ApiOpenCluster(Ex), ApiCreateEnum */
#if LWCLUS_RECONNECT
    LWCLUS_PHASE_REOPEN, /* in a reconnect: open the objects again */
#endif
    LWCLUS_PHASE_DONE
};

#if LWCLUS_RECONNECT
/* Reconnect procedure ([MS-CMRP] 3.2.4.6), see session/reconnect.h. */
struct lwclus_reconnect {
    bool active;
    bool running;           /* the running public call has begun one: `turn` and `deadline` hold */
    bool by_known;          /* the attempt uses the address from last time, without the resolver */
    bool known_failed;      /* it did not lead anywhere: leave it out of what the resolver gives */
    bool refused;           /* a candidate refused the logon */
    bool answered;          /* a candidate took over in this call: no third pass, its connection stays */
    uint8_t turn;           /* candidates looked at */
    uint8_t candidate;      /* index; LWCLUS_MAX_CANDIDATES = the name as given */
    uint8_t tried;          /* candidates tried */
    uint8_t renamed;        /* candidate that is the cluster's name to be; 0 = no other */
    uint8_t again;          /* candidate that led to the failed server: tried with that one, at the end */
    uint8_t backoff;        /* rounds that failed in a row */
    uint8_t type;           /* kind of handle that is being opened again */
    bool root_open;         /* `root` is an open registry root key */
    uint16_t row;           /* next row to open again */
    uint16_t reopened;      /* handles opened again in this attempt */
    uint32_t started;       /* port now_ms */
    uint32_t deadline;      /* of the public call, port now_ms */
    uint32_t paused_at;     /* end of a round that failed, port now_ms */
    uint32_t pause;         /* no new round for this time, ms; 0 = none failed */
    lwclus_result original; /* what the application gets when every candidate fails */
    uint8_t slow[(LWCLUS_MAX_CANDIDATES + 8u) / 8u]; /* a bit per candidate that took longer than a probe */
    uint8_t root[LWCLUS_CONTEXT_HANDLE_BYTES];
    struct lwclus_address address; /* of the server that answered last */
    struct lwclus_address silent;  /* took longer than a probe: not tried again under another name */
    struct lwclus_address known[LWCLUS_MAX_CANDIDATES + 1]; /* address of each candidate from last time */
    uint16_t given[LWCLUS_NAME_UNITS];                      /* name as opened */
    uint16_t from[LWCLUS_NAME_UNITS];                       /* server that answered last */
};
#endif

struct lwclus_session {
    uint8_t state; /* enum lwclus_session_state; table lock */
    bool local;
    bool busy;       /* an operation runs: tells re-entrance where there is no lock */
    bool closing;    /* CloseCluster of another task waits: end the running operation; table lock */
    bool by_address; /* opened by an IP literal: no SPN */
    bool submitted;  /* the current call is on its way */
#if LWCLUS_KERBEROS
    bool fetching;    /* scratch.fetch is in use */
    bool hurry;       /* computing, not waiting for the network */
    bool cached;      /* the ticket was remembered: a server may refuse it for its age */
    bool displaced;   /* the ticket was gone when the logon wanted it */
    bool not_direct;  /* the KDC refused a ticket without TGT */
    bool no_kerberos; /* NTLM took over, for all addresses of this candidate */
#endif
    uint8_t phase;    /* of the open sequence */
    uint8_t attempts; /* of ApiGetClusterName */
    uint8_t due;      /* a bit per call of LWCLUS_PHASE_CALLS that has no answer yet */
    uint8_t address_index, address_count;
    uint8_t query; /* NetBIOS queries sent */
    uint16_t port; /* TCP port of ClusAPI, 0 = ask */
    uint16_t query_id;
#if LWCLUS_PIPELINED
    uint16_t flight[LWCLUS_MAX_CALLS]; /* what the calls under way are for, LWCLUS_FLIGHT */
#endif
    const uint8_t *program; /* of the current call */
    uint32_t access;        /* desired */
    uint32_t granted;
    uint32_t deadline; /* of the running operation, port now_ms */
#if LWCLUS_NONBLOCKING
    uint32_t pending_what; /* operation to go on with, as in session/call.h; 0 = none */
    uint32_t pending_handle;
    struct lwclus_handle_row *pending_row; /* reserved for it; NULL = none */
#endif
    uint32_t candidate_deadline; /* of the name that is being connected to */
    uint32_t attempt_deadline;   /* of its current address */
    uint32_t query_due;          /* when the next NetBIOS query is sent */
#if LWCLUS_STATISTICS
    uint32_t calls;
    uint32_t dropped_names;
    uint32_t reconnects;
    uint32_t reopened;
    uint32_t failed_rounds;
    uint32_t lost_handles;
#if LWCLUS_KERBEROS
    uint32_t tickets;
    uint32_t ticket_hits;
    uint32_t ntlm_fallbacks;
    uint32_t time_corrections;
#endif
#endif
#if LWCLUS_RECONNECT
    bool nodes_skipped; /* the list of nodes did not fit LWCLUS_STUB_BYTES */
    uint8_t candidate_count;
    struct lwclus_reconnect reconnect;
#endif
    uint8_t cluster[LWCLUS_CONTEXT_HANDLE_BYTES]; /* shared by all cluster handles of this session */
    struct lwclus_address addresses[LWCLUS_MAX_ADDRESSES];
    struct lwclus_auth auth;
    struct lwclus_auth_source source;
    struct lwclus_assoc assoc;
#if LWCLUS_KERBEROS
    struct lwclus_ticket_row *ticket;          /* pinned for the logon */
    uint8_t ticket_id[LWCLUS_TICKET_ID_BYTES]; /* of the server's ticket */
#endif
    uint16_t target[LWCLUS_SPN_PREFIX_UNITS + LWCLUS_NAME_UNITS]; /* SPN; the name as opened is its tail */
    uint16_t server[LWCLUS_NAME_UNITS];                           /* node that answers */
#if LWCLUS_RECONNECT
    uint16_t candidates[LWCLUS_MAX_CANDIDATES][LWCLUS_NAME_UNITS]; /* [0] the cluster's own name */
#endif
    union {
        uint8_t tx[LWCLUS_FRAGMENT_BYTES]; /* while there is an association */
#if LWCLUS_KERBEROS
        struct lwclus_fetch fetch; /* in LWCLUS_PHASE_TICKET */
#endif
    } scratch;
    uint8_t rx[LWCLUS_RX_BYTES];
};

/** The name that is being connected to (tail of the SPN). */
#define LWCLUS_SESSION_NAME(s) ((s)->target + LWCLUS_SPN_PREFIX_UNITS)

/** Number of the session = its transport slot. */
#if LWCLUS_MAX_SESSIONS > 1
uint8_t lwclus_session_slot(const struct lwclus_session *s);
#else
#define lwclus_session_slot(s) ((void)(s), (uint8_t)0)
#endif

/** The session is a local handle's (LWCLUS_LOCAL). */
#define LWCLUS_SESSION_LOCAL(s) (LWCLUS_LOCAL && (s)->local)

/** Milliseconds until `deadline`, 0 when it is over. */
uint32_t lwclus_ms_left(uint32_t deadline);

/** Whether CloseCluster of another task waits for this session. */
bool lwclus_session_closing(const struct lwclus_session *s);

/** Takes the session's lock and marks it busy; false on time-out, or on re-entrance where there is no lock.
 */
bool lwclus_session_acquire(struct lwclus_session *s);

/**
 * Finds the row of `handle`, takes its session's lock and marks it busy.
 * ERROR_NOT_READY, ERROR_INVALID_HANDLE, ERROR_BUSY (origin local).
 */
lwclus_result lwclus_session_enter(uintptr_t handle, uint8_t type, struct lwclus_session **s,
                                   struct lwclus_handle_row **row);
/** Ends what acquire or enter began. */
void lwclus_session_leave(struct lwclus_session *s);

/* An operation: what it is (session/call.h), on which public handle, and how it advances. */
struct lwclus_operation {
    uint32_t what;
    uint32_t handle;
    uint32_t timeout_ms;
    lwclus_result (*step)(struct lwclus_session *s, void *arg);
    void *arg;
    bool reconnects; /* a remote call: its failure may start the reconnect procedure */
};

/**
 * Steps an operation until the result is not LWCLUS_PENDING; the one place where the library waits. On the
 * deadline or when the session is being closed the association is closed and the result says what was lost.
 * A non-blocking task gets LWCLUS_PENDING instead of a wait; the operation goes on with the next call of the
 * same kind. ERROR_BUSY (origin local): another operation of the session is unfinished.
 */
lwclus_result lwclus_session_run(struct lwclus_session *s, const struct lwclus_operation *operation);

#if LWCLUS_NONBLOCKING
/** Before anything is done for an operation: ERROR_BUSY (origin local) while another one is unfinished; one
 * whose deadline is over is dropped. */
lwclus_result lwclus_session_claim(struct lwclus_session *s, uint32_t what, uint32_t handle);
#else
#define lwclus_session_claim(s, what, handle) LWCLUS_OK
#endif

/** Ends the connection, and the fetching of a ticket that uses its slot and buffers. Safe at any time. */
void lwclus_session_disconnect(struct lwclus_session *s);

struct lwclus_credentials;
/** Asks the application for the account; false = none. Otherwise lwclus_session_account_done() is due. */
bool lwclus_session_account(struct lwclus_session *s, struct lwclus_credentials *out);
void lwclus_session_account_done(struct lwclus_session *s);

/** Drops an unfinished non-blocking operation and closes the connection that it used. */
void lwclus_session_drop_pending(struct lwclus_session *s);

/** One remote call, non-blocking: call again with the same arguments while LWCLUS_PENDING. The result unites
 * transport, fault, rpc_status, Status and NULL handle. */
lwclus_result lwclus_session_call_step(struct lwclus_session *s, uint16_t opnum,
                                       const union lwclus_ndr_arg *args, struct lwclus_ndr_outcome *outcome);

#if LWCLUS_PIPELINED
/** What the call with this id is for, for the phase that several calls of one flight belong to. */
#define LWCLUS_FLIGHT(s, call_id) ((s)->flight[(call_id) % LWCLUS_MAX_CALLS])

/** Parts of it, for several calls in one flight: encodes and queues a request (`program` not NULL; into a
 * fragment, or `large`), and makes the result of a call from that of its step and the response. */
lwclus_result lwclus_session_submit(struct lwclus_session *s, uint16_t opnum, const uint8_t *program,
                                    const union lwclus_ndr_arg *args, bool large);
lwclus_result lwclus_session_answer(struct lwclus_session *s, lwclus_result r, const uint8_t *program,
                                    const union lwclus_ndr_arg *args, struct lwclus_ndr_outcome *outcome);
#endif

/* Bytes that a builder may write: 64 numbers of nodes, or the access of the longest SID, which is 184 units.
 */
#define LWCLUS_BUILDER_BYTES 540u

/* Writes an [in] array into the session's buffer each time the call is sent: it needs no room on the stack. A
 * failure is recorded in the cursor and ends the call. Session lock held. */
struct lwclus_builder {
    void (*write)(struct lwclus_cursor *c, const void *user);
    const void *user;
    uint8_t array; /* argument that gets the bytes; the next one gets the number of elements */
    uint8_t width; /* bytes of an element */
};

/* A remote call of a public function. */
struct lwclus_request {
    uint32_t what;    /* session/call.h */
    uintptr_t handle; /* public */
    union lwclus_ndr_arg *args;
    const struct lwclus_builder *builder; /* may be NULL */
    struct lwclus_ndr_outcome outcome;
};

/** Keeps the context handle that a method returned. */
void lwclus_session_keep(uint8_t context[LWCLUS_CONTEXT_HANDLE_BYTES],
                         const struct lwclus_ndr_outcome *outcome);

/** lwclus_session_call_step until done or the call deadline is over; see lwclus_session_run. */
lwclus_result lwclus_session_call(struct lwclus_session *s, struct lwclus_request *request);

/** One step of the open sequence of [MS-CMRP] 3.2.3.3; `unused` NULL. */
lwclus_result lwclus_session_open_step(struct lwclus_session *s, void *unused);

/** Runs the phases from s->phase on within s->candidate_deadline. */
lwclus_result lwclus_session_connect_step(struct lwclus_session *s);

/** Goes on with the first, the next of s->addresses at the phase behind name resolution; false when there is
 * none or the time of the candidate is over. */
bool lwclus_session_first_address(struct lwclus_session *s);
bool lwclus_session_next_address(struct lwclus_session *s);

/** Starts the open sequence: session freshly zeroed, `access` and names set. */
lwclus_result lwclus_session_open_start(struct lwclus_session *s, const uint16_t *name);

/** Drops the connection, wipes and frees the session; rows are the caller's. */
void lwclus_session_free(struct lwclus_session *s);

#if LWCLUS_STATISTICS
struct lwclus_statistics;
/** Adds the session's counters to `sum`. */
void lwclus_session_add_statistics(const struct lwclus_session *s, struct lwclus_statistics *sum);
#endif

#endif
