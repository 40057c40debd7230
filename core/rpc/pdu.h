/*
 * Layout of connection-oriented PDUs ([C706] 12.6, [MS-RPCE] 2.2.2). Pure codec: no state, no transport.
 */
#ifndef LWCLUS_RPC_PDU_H
#define LWCLUS_RPC_PDU_H

#include "rpc/assoc.h"

/* PTYPE */
#define LWCLUS_PDU_REQUEST            0u
#define LWCLUS_PDU_RESPONSE           2u
#define LWCLUS_PDU_FAULT              3u
#define LWCLUS_PDU_BIND               11u
#define LWCLUS_PDU_BIND_ACK           12u
#define LWCLUS_PDU_BIND_NAK           13u
#define LWCLUS_PDU_ALTER_CONTEXT      14u
#define LWCLUS_PDU_ALTER_CONTEXT_RESP 15u

/* pfc_flags; 0x04 has this meaning on bind, alter_context and their answers only ([MS-RPCE] 2.2.2.3). */
#define LWCLUS_PFC_FIRST_FRAG          0x01u
#define LWCLUS_PFC_LAST_FRAG           0x02u
#define LWCLUS_PFC_WHOLE               (LWCLUS_PFC_FIRST_FRAG | LWCLUS_PFC_LAST_FRAG)
#define LWCLUS_PFC_SUPPORT_HEADER_SIGN 0x04u

/* On bind and bind_ack: several calls at a time ([MS-RPCE] 3.3.1.5.8). */
#define LWCLUS_PFC_CONC_MPX 0x10u

/* Fragment size that every implementation accepts ([C706] 12.6.3.1). */
#define LWCLUS_PDU_MUST_RECV_FRAG 1432u

/* The common header without its constant fields. */
struct lwclus_pdu {
    uint32_t call_id;
    uint32_t frag_length; /* whole PDU, bytes */
    uint32_t auth_length; /* token alone, bytes; 0 = no auth verifier */
    uint32_t ptype;
    uint32_t flags;
};

/** What bind_ack and alter_context_resp say about the one presentation context. */
struct lwclus_pdu_context {
    uint32_t assoc_group_id;
    uint32_t max_xmit_frag, max_recv_frag;
};

/** Writes the 16-byte common header with both length fields 0. */
void lwclus_pdu_put_header(struct lwclus_cursor *c, uint32_t ptype, uint32_t flags, uint32_t call_id);

/** Sets the length fields of the PDU that starts at c->base and ends at the position. */
void lwclus_pdu_put_lengths(struct lwclus_cursor *c, uint32_t auth_length);

/* Largest PDU that is received: what bind proposes, but a Samba that is offered less than 2,048 sends that.
 */
#define LWCLUS_PDU_MAX_BYTES (LWCLUS_FRAGMENT_BYTES < 2048u ? 2048u : LWCLUS_FRAGMENT_BYTES)

/** Writes the body of bind and alter_context: a new association, one context element (id 0) with NDR20. */
void lwclus_pdu_put_context(struct lwclus_cursor *c, const struct lwclus_syntax *syntax);

/**
 * Reads and checks the common header. `c` holds at least its 16 bytes.
 * RPC_S_PROTOCOL_ERROR (origin PDU): version, data representation, or lengths that contradict each other or
 * exceed LWCLUS_PDU_MAX_BYTES.
 */
lwclus_result lwclus_pdu_get_header(struct lwclus_cursor *c, struct lwclus_pdu *out);

/**
 * Reads the body of bind_ack and alter_context_resp; `c` starts behind the common header.
 * RPC_S_PROTOCOL_ERROR (origin PDU): malformed, not exactly one result, accepted with another transfer
 * syntax. Rejections (origin fault): RPC_S_UNKNOWN_IF, RPC_S_UNSUPPORTED_TRANS_SYN, RPC_S_SERVER_TOO_BUSY
 * (local limit), ERROR_ACCESS_DENIED (no reason given).
 */
lwclus_result lwclus_pdu_get_context(struct lwclus_cursor *c, struct lwclus_pdu_context *out);

/** RPC_S_PROTOCOL_ERROR, origin PDU. */
#define LWCLUS_PDU_MALFORMED LWCLUS_RESULT(LWCLUS_ORIGIN_PDU, RPC_S_PROTOCOL_ERROR)

#endif
