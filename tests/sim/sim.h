/*
 * Simulated failover cluster: a server for tests and the demo, written from the wire specification alone.
 *
 * A byte machine: the caller moves bytes, the simulator is an MS-CMRP 3.0 server with endpoint mapper,
 * SPNEGO, NTLMv2, Kerberos and packet privacy. It shares no protocol code with the library (only hash and
 * cipher primitives and the cursor), checks every byte of the client strictly and counts what it finds as
 * complaints. It can also misbehave on purpose (struct sim_faults). No heap: all state is in struct
 * sim_cluster and struct sim_conn.
 */
#ifndef LWCLUS_SIM_H
#define LWCLUS_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/krb5.h"
#include "crypto/rc4.h"
#include "krb5/time.h"

#define SIM_NODES      3u
#define SIM_NETWORKS   2u
#define SIM_NETIFS     8u
#define SIM_GROUPS     4u
#define SIM_ACCOUNTS   3u
#define SIM_HANDLES    1100u
#define SIM_RULES      6u
#define SIM_CONTEXTS   4u
#define SIM_PDU_BYTES  8192u   /* largest fragment of a client */
#define SIM_STUB_BYTES 262144u /* largest request or response stub data */
#define SIM_OUT_BYTES  524288u /* answers that wait to be taken */

#define SIM_PORT_MAPPER  135u
#define SIM_PORT_CLUSAPI 49300u
#define SIM_PORT_LOCAL   0u /* unauthenticated local endpoint */

#define SIM_ANY_OPNUM 0xffffu

/* ---- misbehaviour ---- */

enum sim_what {
    SIM_NOTHING,
    /* any step */
    SIM_SILENT,      /* no answer */
    SIM_CLOSE,       /* closes instead of answering */
    SIM_CLOSE_NEXT,  /* answers, then closes */
    SIM_RESET,       /* connection reset instead of an answer */
    SIM_FAULT,       /* fault PDU with status `value` */
    SIM_BIND_NAK,    /* bind_nak with reason `value` */
    SIM_CALL_ID,     /* `value` is added to call_id */
    SIM_PTYPE,       /* PDU type `value` */
    SIM_VERSION,     /* rpc_vers `value` */
    SIM_DREP,        /* first byte of the data representation `value` */
    SIM_PFC_CLEAR,   /* flags `value` are cleared in every fragment */
    SIM_FRAG_LENGTH, /* frag_length field becomes `value` */
    SIM_AUTH_LENGTH, /* auth_length field becomes `value` */
    SIM_TWICE,       /* the same PDUs once more */
    SIM_LATE,        /* comes after the next answer; calls of up to SIM_PDU_BYTES only */
    /* bind and logon */
    SIM_REJECT,          /* every presentation context: result = value >> 16, reason = value & 0xffff */
    SIM_RESULTS,         /* n_results field becomes `value` */
    SIM_NO_TOKEN,        /* answer without auth verifier */
    SIM_NO_HEADER_SIGN,  /* flag 04 missing */
    SIM_AUTH_TYPE,       /* auth_type `value` in the sec_trailer */
    SIM_LEVEL,           /* auth_level `value` in the sec_trailer */
    SIM_AUTH_CONTEXT,    /* auth_context_id `value` in the sec_trailer */
    SIM_CHALLENGE_FLAGS, /* flags `value` missing in the CHALLENGE */
    SIM_CHALLENGE_CUT,   /* the CHALLENGE ends after `value` bytes */
    SIM_NO_AV,           /* AV pair `value` missing */
    SIM_NEGSTATE,        /* negState `value` */
    SIM_OTHER_MECH,      /* supportedMech is Kerberos */
    SIM_NO_MIC,          /* no mechListMIC */
    SIM_WRONG_MIC,       /* mechListMIC with a wrong byte */
    SIM_GARBAGE_TOKEN,   /* token of `value` bytes 0x30 */
    /* sealed responses */
    SIM_SIGNATURE, /* one bit of the signature wrong */
    SIM_SEQUENCE,  /* signed with a sequence number `value` too high */
    SIM_REPLAY,    /* the answer before this one, byte for byte */
    SIM_UNSEALED,  /* plain stub data, no verifier */
    SIM_AUTH_PAD,  /* auth_pad_length `value` */
    /* calls */
    SIM_STATUS,       /* the method does nothing and returns `value` */
    SIM_RPC_STATUS,   /* rpc_status `value` */
    SIM_NULL_HANDLE,  /* success with a NULL context handle */
    SIM_CONTEXT_ID,   /* p_cont_id `value` */
    SIM_ALLOC_HINT,   /* alloc_hint `value` */
    SIM_STUB_CUT,     /* stub data ends after `value` bytes */
    SIM_STUB_GROW,    /* stub data grows to `value` bytes */
    SIM_STUB_GARBAGE, /* stub data is 0xff throughout */
    SIM_ENUM_EXTRA,   /* `value` additional names in a list */
    SIM_ENUM_COUNT,   /* EntryCount and max_count say `value` */
    SIM_ENUM_TYPE,    /* Type of every entry is `value` */
    /* endpoint mapper */
    SIM_EPM_STATUS,  /* no towers and status `value` */
    SIM_EPM_COUNT,   /* counts say `value`, one tower is there */
    SIM_EPM_LENGTH,  /* tower_length says `value` */
    SIM_EPM_GARBAGE, /* `value` floors of nonsense before the right ones */
    SIM_EPM_PORT,    /* port `value` */
    SIM_EPM_NULL     /* null referent for the tower */
};

/* When to do what. Unused rows are zero. */
struct sim_rule {
    enum sim_what what;
    uint32_t value;
    uint32_t step;  /* first answer of the node that it applies to, from 1; 0 = all */
    uint32_t times; /* how often; 0 = for ever */
    uint16_t opnum; /* only this method, when `only` is set */
    bool only;
    uint32_t done; /* times it was applied; set by the simulator */
};

struct sim_faults {
    struct sim_rule rule[SIM_RULES];
    /* The byte stream. Positions count all bytes of the node since sim_init, from 1; 0 = never. */
    uint32_t split_at;      /* no sim_output call goes across this output byte */
    uint32_t chunk;         /* most bytes of one sim_output call; 0 = no limit */
    bool would_block;       /* every other sim_output call yields nothing */
    uint32_t flip_at;       /* output byte with ... */
    uint8_t flip_mask;      /* ... these bits turned over */
    uint32_t close_output;  /* closes before this output byte */
    uint32_t close_input;   /* closes before it reads this input byte */
    uint32_t silent_output; /* nothing leaves from this output byte on */
};

/* ---- the cluster ---- */

enum sim_reach { SIM_UP, SIM_DOWN, SIM_DEAD }; /* answering; refusing connections; no packet ever answered */

struct sim_node {
    const uint16_t *name;
    const uint16_t *cluster_name; /* what this node calls the cluster; NULL = sim_cluster.name */
    uint32_t state;               /* CLUSTER_NODE_STATE */
    uint32_t drain;               /* CLUSTER_NODE_DRAIN_STATUS */
    enum sim_reach reach;
    struct sim_faults faults;
    /* counters since sim_init */
    uint32_t accepted; /* connections */
    uint32_t steps;    /* PDUs that ask for an answer */
    uint32_t requests; /* calls of ClusAPI, local ones included */
    uint32_t bytes_in, bytes_out;
    uint32_t open; /* connections that are open */
};

struct sim_network {
    const uint16_t *name;
    uint32_t state;
};

struct sim_netif {
    const uint16_t *name;
    uint8_t node, network; /* indices */
    uint32_t state;
    const uint16_t *id; /* GUID text of 36 units */
};

struct sim_group {
    const uint16_t *name;
    uint8_t node; /* index of the owner */
    uint8_t home; /* where it was drained from; SIM_NODES = nowhere */
    bool stays;   /* no drain moves it */
};

enum sim_rights { SIM_RIGHTS_NONE, SIM_RIGHTS_READ, SIM_RIGHTS_ALL };

struct sim_account {
    const uint16_t *user, *domain, *password;
    enum sim_rights rights;
};

enum sim_ex { SIM_EX_SERVED, SIM_EX_FAULT, SIM_EX_STATUS }; /* opnums 117..125: there; fault; Status 1745 */

struct sim_handle {
    uint8_t type; /* 0 = free */
    uint8_t object;
    bool all; /* granted access */
    uint8_t wire[20];
    const void *owner; /* connection */
};

struct sim_cluster {
    const uint16_t *name;
    uint16_t renamed[64]; /* the name that a client gave it */
    uint32_t nodes, networks, netifs, accounts;
    struct sim_node node[SIM_NODES];
    struct sim_network network[SIM_NETWORKS];
    struct sim_netif netif[SIM_NETIFS];
    uint32_t groups;
    struct sim_group group[SIM_GROUPS];
    struct sim_account account[SIM_ACCOUNTS];
    const uint16_t
        *target;       /* target name that the logon must carry; NULL = none (address); see check_target */
    bool check_target; /* false: any target name will do */
    const uint16_t *workstation; /* that the logon must carry; NULL = any */
    uint16_t port;               /* of ClusAPI */
    uint16_t fragment;           /* largest fragment that the servers offer and send */
    uint16_t chunk;              /* stub bytes per response fragment; 0 = as many as fit */
    bool one_call;               /* the servers take one call at a time per connection */
    enum sim_ex ex;
    uint64_t filetime; /* MsvAvTimestamp */
    int32_t clock_off; /* of the nodes, seconds ahead of the true time */
    bool no_kerberos;  /* the nodes refuse it */
    uint32_t seed;     /* of challenges and handle numbers */
    /* results */
    uint32_t complaints;   /* protocol errors of the client */
    const char *complaint; /* the first one */
    uint32_t complaint_value;
    uint32_t logons;          /* complete */
    uint32_t kerberos;        /* of them with a ticket */
    uint32_t skewed;          /* tickets refused for the client's clock */
    uint32_t refused;         /* logons */
    uint32_t pauses, resumes; /* orders that were accepted */
    uint32_t verified;        /* verification trailers that were correct */
    struct sim_handle handle[SIM_HANDLES];
};

/* ---- one connection; all members are private ---- */

enum sim_mech { SIM_MECH_NTLM, SIM_MECH_KERBEROS, SIM_MECH_RAW };

struct sim_auth {
    enum sim_mech mech;
#if LWCLUS_KERBEROS
    struct {
        struct lwclus_krb5_key session, subkey;
        struct lwclus_krb5_time time;
        uint64_t sequence[2];
    } krb;
#endif
    uint8_t leg; /* 0 nothing, 1 CHALLENGE sent, 2 done */
    uint8_t mech_list[64];
    uint32_t mech_list_size;
    uint8_t negotiate[64];
    uint32_t negotiate_size;
    uint8_t challenge[512];
    uint32_t challenge_size;
    uint32_t flags;
    uint8_t sign[2][16]; /* 0 client to server, 1 server to client */
    struct lwclus_rc4 seal[2];
    uint32_t sequence[2];
    const struct sim_account *account;
};

struct sim_conn {
    struct sim_cluster *cluster;
    uint8_t node;
    uint16_t port;
    bool open, end, reset; /* in use; ends when the output is taken; ends badly */
    bool bound, verified, header_sign, multiplexed;
    uint32_t group;
    uint16_t max_send; /* largest fragment towards the client */
    uint32_t contexts;
    struct {
        uint16_t id;
        bool accepted;
    } context[SIM_CONTEXTS];
    uint8_t context_list[SIM_CONTEXTS * 44u];
    uint32_t auth_context_id;
    uint32_t last_call_id;
    bool in_call; /* request fragments received, more to come */
    uint32_t call_id;
    uint16_t cont_id, opnum;
    uint32_t alloc_hint; /* of the first fragment */
    struct sim_auth auth;
    uint8_t pdu[SIM_PDU_BYTES];
    uint32_t pdu_got;
    uint8_t stub[SIM_STUB_BYTES];
    uint32_t stub_size;
    uint8_t reply[SIM_STUB_BYTES];
    uint8_t out[SIM_OUT_BYTES];
    uint32_t out_size, out_taken;
    uint32_t answer_at;              /* where the answer under way begins in `out` */
    uint8_t previous[SIM_PDU_BYTES]; /* the answer before, for SIM_REPLAY */
    uint32_t previous_size;
    struct {
        bool on;
        uint32_t call_id, size;
        uint8_t stub[SIM_PDU_BYTES];
    } late; /* the answer that SIM_LATE holds back */
    bool blocked;
    struct {
        bool on;
        uint32_t value;
    } todo[SIM_EPM_NULL + 1]; /* what applies to this answer */
};

/**
 * An honest cluster "CLUSTER" of three nodes N1..N3 with two networks, six network interfaces, one of them
 * with a surrogate pair in its name, two groups, "Cluster Group" and "Web", both on N1, and the accounts
 * DOM\administrator (all), DOM\reader (read), DOM\guest (no access); the password of each is u"Passw0rd.1".
 */
void sim_init(struct sim_cluster *cluster);

/** A client connects to `port` of `node`. False: refused (no such port, node not SIM_UP, known only to the
 * caller whether silently). `conn` may hold anything before. */
bool sim_accept(struct sim_cluster *cluster, uint32_t node, struct sim_conn *conn, uint16_t port);

/** Bytes from the client; always takes all of them. */
void sim_input(struct sim_conn *conn, const uint8_t *data, size_t size);

/** Bytes to the client: at most `cap`; 0 = nothing now. */
size_t sim_output(struct sim_conn *conn, uint8_t *buf, size_t cap);

/** True when the server has ended the connection and all output was taken: close it. */
bool sim_closed(const struct sim_conn *conn);

/** True when the end is a reset. */
bool sim_was_reset(const struct sim_conn *conn);

/** The client is gone: the server runs down its context handles. Safe twice. */
void sim_close(struct sim_conn *conn);

/** A protocol error of the client. The first one is kept in the cluster, all are counted. */
void sim_complain(struct sim_cluster *cluster, const char *text, uint32_t value);

/** Context handles that are open on all nodes. */
uint32_t sim_open_handles(const struct sim_cluster *cluster);

/** Time goes on: of each node that is drained one group leaves, and the drain ends when none can. */
void sim_drain(struct sim_cluster *cluster);

/** Groups that a node owns. */
uint32_t sim_groups_of(const struct sim_cluster *cluster, uint32_t node);

/** Adds a rule to a node. */
void sim_misbehave(struct sim_cluster *cluster, uint32_t node, struct sim_rule rule);

#endif
