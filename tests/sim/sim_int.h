/* Simulated cluster: what its own files share. */
#ifndef LWCLUS_SIM_INT_H
#define LWCLUS_SIM_INT_H

#include <string.h>

#include "base/cursor.h"
#include "sim.h"

/* Status codes that the server hands out. */
#define SIM_ERROR_INVALID_FUNCTION  1u
#define SIM_ERROR_ACCESS_DENIED     5u
#define SIM_ERROR_INVALID_HANDLE    6u
#define SIM_ERROR_INVALID_PARAMETER 87u
#define SIM_ERROR_MORE_DATA         234u
#define SIM_ERROR_IO_PENDING        997u
#define SIM_ERROR_NODE_NOT_FOUND    5042u
#define SIM_ERROR_NETWORK_NOT_FOUND 5045u
#define SIM_ERROR_NODE_DOWN         5050u
#define SIM_ERROR_NODE_NOT_PAUSED   5058u
#define SIM_ERROR_DRAINING          5962u
#define SIM_ERROR_NETIF_NOT_FOUND   5047u
#define SIM_PROCNUM_OUT_OF_RANGE    1745u
#define SIM_FAULT_BAD_STUB_DATA     0x000006f7u
#define SIM_FAULT_SEC_PKG_ERROR     0x00000721u
#define SIM_FAULT_OP_RANGE          0x1c010002u
#define SIM_FAULT_PROTOCOL          0x1c01000bu
#define SIM_FAULT_CONTEXT_MISMATCH  0x1c00001au

/* PDU types and flags, [C706] 12.6.4. */
#define SIM_PDU_REQUEST    0u
#define SIM_PDU_RESPONSE   2u
#define SIM_PDU_FAULT      3u
#define SIM_PDU_BIND       11u
#define SIM_PDU_BIND_ACK   12u
#define SIM_PDU_BIND_NAK   13u
#define SIM_PDU_ALTER      14u
#define SIM_PDU_ALTER_RESP 15u
#define SIM_PFC_FIRST      0x01u
#define SIM_PFC_LAST       0x02u
#define SIM_PFC_SIGN       0x04u /* on bind and alter_context PDUs */
#define SIM_PFC_MPX        0x10u
#define SIM_PFC_DNE        0x20u /* did not execute */

#define SIM_TOKEN_BYTES 16u

/* Types of context handles. */
enum sim_type { SIM_FREE, SIM_CLUSTER, SIM_NODE, SIM_NETWORK, SIM_NETIF };

/* A received PDU. */
struct sim_pdu {
    uint8_t *base;
    uint32_t size, auth_size;
    uint8_t ptype, flags;
    uint32_t call_id;
    struct lwclus_cursor body; /* behind the common header, without auth verifier and pad */
    struct lwclus_cursor token;
    uint8_t auth_level, auth_type;
};

/* One call of a method. */
struct sim_call {
    struct sim_conn *conn;
    uint16_t opnum;
    struct lwclus_cursor in, out;
    uint32_t status; /* preset by a SIM_STATUS rule */
    uint32_t rpc_status;
    uint32_t fault; /* nonzero: fault PDU instead of a response */
};

extern const uint8_t sim_uuid_clusapi[16], sim_uuid_epm[16], sim_uuid_ndr[16];

static inline struct sim_node *sim_node_of(struct sim_conn *conn)
{
    return &conn->cluster->node[conn->node];
}

static inline bool sim_todo(const struct sim_conn *conn, enum sim_what what)
{
    return conn->todo[what].on;
}

/* `value` of the rule when it applies to this answer, else `honest`. */
static inline uint32_t sim_lie(const struct sim_conn *conn, enum sim_what what, uint32_t honest)
{
    return conn->todo[what].on ? conn->todo[what].value : honest;
}

/* sim_faults.c: rules */
bool sim_due(struct sim_conn *conn, const uint16_t *opnum);
void sim_answered(struct sim_conn *conn);

/* sim_pdu.c: receiving */
void sim_pdu_receive(struct sim_conn *conn, uint8_t *data, uint32_t size);

/* sim_bind.c: bind and alter_context */
void sim_bind(struct sim_conn *conn, struct sim_pdu *pdu);

/* sim_send.c: sending */
void sim_send_fault(struct sim_conn *conn, uint32_t call_id, uint32_t status);
void sim_send_nak(struct sim_conn *conn, uint32_t call_id, uint32_t reason);
void sim_send_response(struct sim_conn *conn, uint32_t call_id, const uint8_t *stub, uint32_t size);
struct lwclus_cursor sim_send_begin(struct sim_conn *conn, uint32_t ptype, uint32_t flags, uint32_t call_id);
void sim_send_trailer(struct sim_conn *conn, struct lwclus_cursor *c, uint32_t pad);
void sim_send_end(struct sim_conn *conn, struct lwclus_cursor *c, uint32_t auth_size);

/* sim_spnego.c: tokens; false = the logon is refused */
bool sim_raw_step(struct sim_conn *conn, struct lwclus_cursor *in, struct lwclus_cursor *out);
bool sim_spnego_step(struct sim_conn *conn, struct lwclus_cursor *in, struct lwclus_cursor *out);

/* sim_ntlm.c */
bool sim_ntlm_challenge(struct sim_conn *conn, struct lwclus_cursor *negotiate);
bool sim_ntlm_authenticate(struct sim_conn *conn, struct lwclus_cursor *in);
void sim_ntlm_mic(struct sim_auth *auth, uint32_t direction, uint8_t out[SIM_TOKEN_BYTES]);
void sim_ntlm_seal(struct sim_auth *auth, uint8_t *pdu, uint32_t size, uint32_t body, uint32_t body_size,
                   uint32_t sequence);
bool sim_ntlm_open(struct sim_auth *auth, uint8_t *pdu, uint32_t size, uint32_t body, uint32_t body_size);

/* sim_krb5.c */
enum sim_verdict { SIM_REFUSED, SIM_ACCEPTED, SIM_SKEWED };
enum sim_verdict sim_krb5_accept(struct sim_conn *conn, struct lwclus_cursor *in, struct lwclus_cursor *out);
bool sim_krb5_finish(struct sim_conn *conn, struct lwclus_cursor *in);
uint32_t sim_krb5_mic(struct sim_auth *auth, uint32_t direction, uint8_t *out);
uint32_t sim_krb5_token_bytes(const struct sim_auth *auth);
void sim_krb5_seal(struct sim_auth *auth, uint8_t *pdu, uint32_t body, uint32_t body_size, uint64_t sequence);
bool sim_krb5_open(struct sim_auth *auth, uint8_t *pdu, uint32_t body, uint32_t body_size);

static inline uint32_t sim_token_bytes(const struct sim_auth *auth)
{
    return auth->mech == SIM_MECH_NTLM ? SIM_TOKEN_BYTES : sim_krb5_token_bytes(auth);
}

/* sim_ndr.c: strict NDR20 */
void sim_get_align(struct sim_conn *conn, struct lwclus_cursor *c, uint32_t n);
uint32_t sim_get_u32(struct sim_conn *conn, struct lwclus_cursor *c);
struct lwclus_cspan sim_get_text(struct sim_conn *conn, struct lwclus_cursor *c);
uint32_t sim_text_units(const uint16_t *text);
bool sim_text_equal(struct lwclus_cspan wire, const uint16_t *text);
void sim_put_text(struct lwclus_cursor *c, const uint16_t *text);
void sim_put_text_pointer(struct lwclus_cursor *c, uint32_t referent, const uint16_t *text);

/* sim_handle.c */
bool sim_handle_new(struct sim_conn *conn, enum sim_type type, uint32_t object, bool all, uint8_t wire[20]);
struct sim_handle *sim_handle_get(struct sim_call *call, enum sim_type type);
struct sim_handle *sim_handle_find(struct sim_conn *conn, const uint8_t wire[20]);
void sim_handle_run_down(struct sim_conn *conn);

/* sim_epm.c, sim_method.c, sim_enum.c, sim_control.c, sim_drain.c */
void sim_epm_call(struct sim_call *call);
void sim_method_call(struct sim_call *call);
bool sim_call_parsed(struct sim_call *call);
void sim_call_tail(struct sim_call *call);
void sim_method_enum(struct sim_call *call);
void sim_method_control(struct sim_call *call);
void sim_method_pause(struct sim_call *call);
void sim_method_resume(struct sim_call *call);
void sim_method_node_enum(struct sim_call *call);
void sim_method_node_control(struct sim_call *call);

/* sim_control.c */
struct sim_input {
    uint32_t code, in_size, out_size;
};
struct sim_input sim_get_input(struct sim_call *call);
void sim_put_output(struct sim_call *call, const struct sim_input *in, const uint8_t *data, uint32_t size);

#endif
