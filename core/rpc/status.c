/* Status codes of the wire narrowed to the 16 bits of a Win32 code. */
#include "rpc/status.h"

#include <stdbool.h>

#include "base/log.h"

/* [MS-RPCE] 3.1.1.5.5, by the low half of the status; 0 and codes beyond the end: not mapped there, or mapped
 * to what unknown codes become anyway. */
static const uint16_t nca_1c01[] = {
    [0x01] = RPC_S_COMM_FAILURE,    [0x02] = RPC_S_PROCNUM_OUT_OF_RANGE, [0x03] = RPC_S_UNKNOWN_IF,
    [0x09] = RPC_S_CALL_FAILED,     [0x0B] = RPC_S_PROTOCOL_ERROR,       [0x13] = RPC_S_SERVER_OUT_OF_MEMORY,
    [0x14] = RPC_S_SERVER_TOO_BUSY, [0x17] = RPC_S_UNSUPPORTED_TYPE,
};
static const uint16_t nca_1c00[] = {
    [0x01] = RPC_S_ZERO_DIVIDE,
    [0x02] = RPC_S_ADDRESS_ERROR,
    [0x03] = RPC_S_FP_DIV_ZERO,
    [0x04] = RPC_S_FP_UNDERFLOW,
    [0x05] = RPC_S_FP_OVERFLOW,
    [0x06] = RPC_S_INVALID_TAG,
    [0x07] = RPC_S_INVALID_BOUND,
    [0x08] = RPC_S_PROTOCOL_ERROR,
    [0x09] = RPC_S_CALL_FAILED,
    [0x0A] = RPC_S_CALL_FAILED_DNE,
    [0x0B] = RPC_S_CALL_FAILED,
    [0x0C] = RPC_S_CALL_FAILED_DNE,
    [0x0D] = RPC_S_CALL_CANCELLED,
    [0x0E] = RPC_S_ADDRESS_ERROR,
    [0x0F] = RPC_S_FP_OVERFLOW,
    [0x10] = RPC_S_ADDRESS_ERROR,
    [0x12] = RPC_S_CALL_FAILED,
    [0x14] = RPC_X_PIPE_EMPTY,
    [0x15] = RPC_X_PIPE_CLOSED,
    [0x16] = RPC_X_WRONG_PIPE_ORDER,
    [0x17] = RPC_X_PIPE_DISCIPLINE_ERROR,
    [0x18] = RPC_S_COMM_FAILURE,
    [0x19] = RPC_S_OUT_OF_MEMORY,
    [0x1A] = RPC_X_SS_CONTEXT_MISMATCH,
    [0x1B] = RPC_S_SERVER_OUT_OF_MEMORY,
    [0x1C] = RPC_S_PROTOCOL_ERROR,
    [0x1D] = RPC_S_UNSUPPORTED_AUTHN_LEVEL,
    [0x1F] = RPC_S_CALL_FAILED_DNE,
    [0x20] = RPC_S_CALL_FAILED_DNE,
};

/* Exceptions that a server must not send ([MS-RPCE] 3.3.3.5.1): 0x8000xxxx, and 0xC000xxxx with C set. All
 * mean RPC_S_PROTOCOL_ERROR. */
#define C 0x4000u
static const uint16_t forbidden[] = {1,        2,        3,         C | 0x05,  C | 0x06,  C | 0x1D, C | 0x96,
                                     C | 0xAA, C | 0xFD, C | 0x194, C | 0x235, C | 0x409, C | 0x420};

static bool is_forbidden(uint32_t status)
{
    uint32_t i = 0;

    if ((status & 0xBFFFC000u) == 0x80000000u) {
        while (i < sizeof forbidden / sizeof forbidden[0]) {
            if (forbidden[i++] == (status >> 16 & C) + (status & 0x3FFFu)) {
                return true;
            }
        }
    }
    return false;
}

/* Never 0. */
static uint32_t narrow(uint32_t status)
{
    if ((status >> 16) == 0x8007u) { /* HRESULT of a Win32 code */
        status &= 0xffffu;
    }
    if (status == 0 || status > 0xffffu) {
        lwclus_log(LWCLUS_LOG_WARN, "rpc: status without a Win32 code", status);
        return RPC_S_CALL_FAILED;
    }
    return status;
}

lwclus_result lwclus_status_from_fault(uint32_t status)
{
    uint32_t low = status & 0xffffu;
    uint32_t code = 0;

    if (status >> 16 == 0x1C01u && low < sizeof nca_1c01 / sizeof nca_1c01[0]) {
        code = nca_1c01[low];
    } else if (status >> 16 == 0x1C00u && low < sizeof nca_1c00 / sizeof nca_1c00[0]) {
        code = nca_1c00[low];
    } else if (status == 0 || is_forbidden(status)) { /* 0 must not be sent either */
        code = RPC_S_PROTOCOL_ERROR;
    }
    return LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, code != 0 ? code : narrow(status));
}

lwclus_result lwclus_status_from_bind_nak(uint16_t reason)
{
    /* [MS-RPCE] 2.2.2.5; the reasons in between are not used. */
    static const uint16_t codes[] = {ERROR_ACCESS_DENIED,  RPC_S_SERVER_TOO_BUSY, RPC_S_SERVER_TOO_BUSY,
                                     RPC_S_PROTOCOL_ERROR, RPC_S_PROTOCOL_ERROR,  RPC_S_PROTOCOL_ERROR,
                                     RPC_S_PROTOCOL_ERROR, RPC_S_PROTOCOL_ERROR,  RPC_S_UNKNOWN_AUTHN_SERVICE,
                                     ERROR_ACCESS_DENIED};
    uint32_t known = reason < sizeof codes / sizeof codes[0] ? reason : 4;

    return LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, codes[known]);
}

lwclus_result lwclus_status_from_server(uint32_t status)
{
    return status == 0 ? LWCLUS_OK : LWCLUS_RESULT(LWCLUS_ORIGIN_SERVER, narrow(status));
}
