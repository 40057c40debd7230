/* Status codes of the wire narrowed to the 16 bits of a Win32 code. */
#include "rpc/status.h"

#include <stdbool.h>

#include "base/compiler.h"
#include "base/log.h"

/* A code in one byte: those of RPC lie close together, a few are small, one is neither. */
#define BASE      1663u
#define NO_MEMORY 15u
#define SHORT(code)                                                                                          \
    ((uint8_t)((code) > BASE ? (code)-BASE : (code) == RPC_S_SERVER_OUT_OF_MEMORY ? NO_MEMORY : (code)))

static LWCLUS_NOINLINE uint32_t long_of(uint32_t code)
{
    if (code == NO_MEMORY) {
        return RPC_S_SERVER_OUT_OF_MEMORY;
    }
    return code > NO_MEMORY ? BASE + code : code;
}

/* [MS-RPCE] 3.1.1.5.5, by the low half of the status; 0 and codes beyond the end: not mapped there, or mapped
 * to what unknown codes become anyway. */
static const uint8_t nca_1c01[] = {
    [0x01] = SHORT(RPC_S_COMM_FAILURE),    [0x02] = SHORT(RPC_S_PROCNUM_OUT_OF_RANGE),
    [0x03] = SHORT(RPC_S_UNKNOWN_IF),      [0x09] = SHORT(RPC_S_CALL_FAILED),
    [0x0B] = SHORT(RPC_S_PROTOCOL_ERROR),  [0x13] = SHORT(RPC_S_SERVER_OUT_OF_MEMORY),
    [0x14] = SHORT(RPC_S_SERVER_TOO_BUSY), [0x17] = SHORT(RPC_S_UNSUPPORTED_TYPE),
};
static const uint8_t nca_1c00[] = {
    [0x01] = SHORT(RPC_S_ZERO_DIVIDE),
    [0x02] = SHORT(RPC_S_ADDRESS_ERROR),
    [0x03] = SHORT(RPC_S_FP_DIV_ZERO),
    [0x04] = SHORT(RPC_S_FP_UNDERFLOW),
    [0x05] = SHORT(RPC_S_FP_OVERFLOW),
    [0x06] = SHORT(RPC_S_INVALID_TAG),
    [0x07] = SHORT(RPC_S_INVALID_BOUND),
    [0x08] = SHORT(RPC_S_PROTOCOL_ERROR),
    [0x09] = SHORT(RPC_S_CALL_FAILED),
    [0x0A] = SHORT(RPC_S_CALL_FAILED_DNE),
    [0x0B] = SHORT(RPC_S_CALL_FAILED),
    [0x0C] = SHORT(RPC_S_CALL_FAILED_DNE),
    [0x0D] = SHORT(RPC_S_CALL_CANCELLED),
    [0x0E] = SHORT(RPC_S_ADDRESS_ERROR),
    [0x0F] = SHORT(RPC_S_FP_OVERFLOW),
    [0x10] = SHORT(RPC_S_ADDRESS_ERROR),
    [0x12] = SHORT(RPC_S_CALL_FAILED),
    [0x14] = SHORT(RPC_X_PIPE_EMPTY),
    [0x15] = SHORT(RPC_X_PIPE_CLOSED),
    [0x16] = SHORT(RPC_X_WRONG_PIPE_ORDER),
    [0x17] = SHORT(RPC_X_PIPE_DISCIPLINE_ERROR),
    [0x18] = SHORT(RPC_S_COMM_FAILURE),
    [0x19] = SHORT(RPC_S_OUT_OF_MEMORY),
    [0x1A] = SHORT(RPC_X_SS_CONTEXT_MISMATCH),
    [0x1B] = SHORT(RPC_S_SERVER_OUT_OF_MEMORY),
    [0x1C] = SHORT(RPC_S_PROTOCOL_ERROR),
    [0x1D] = SHORT(RPC_S_UNSUPPORTED_AUTHN_LEVEL),
    [0x1F] = SHORT(RPC_S_CALL_FAILED_DNE),
    [0x20] = SHORT(RPC_S_CALL_FAILED_DNE),
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
static LWCLUS_NOINLINE uint32_t narrow(uint32_t status)
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

    if (status >> 16 == 0x1C01u && low < sizeof nca_1c01) {
        code = nca_1c01[low];
    } else if (status >> 16 == 0x1C00u && low < sizeof nca_1c00) {
        code = nca_1c00[low];
    } else if (status == 0 || is_forbidden(status)) { /* 0 must not be sent either */
        code = SHORT(RPC_S_PROTOCOL_ERROR);
    }
    return LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, code != 0 ? long_of(code) : narrow(status));
}

lwclus_result lwclus_status_from_bind_nak(uint16_t reason)
{
    /* [MS-RPCE] 2.2.2.5; the reasons in between are not used. */
    static const uint8_t codes[] = {SHORT(ERROR_ACCESS_DENIED),         SHORT(RPC_S_SERVER_TOO_BUSY),
                                    SHORT(RPC_S_SERVER_TOO_BUSY),       SHORT(RPC_S_PROTOCOL_ERROR),
                                    SHORT(RPC_S_PROTOCOL_ERROR),        SHORT(RPC_S_PROTOCOL_ERROR),
                                    SHORT(RPC_S_PROTOCOL_ERROR),        SHORT(RPC_S_PROTOCOL_ERROR),
                                    SHORT(RPC_S_UNKNOWN_AUTHN_SERVICE), SHORT(ERROR_ACCESS_DENIED)};
    uint32_t known = reason < sizeof codes ? reason : 4;

    return LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, long_of(codes[known]));
}

lwclus_result lwclus_status_from_server(uint32_t status)
{
    return status == 0 ? LWCLUS_OK : LWCLUS_RESULT(LWCLUS_ORIGIN_SERVER, narrow(status));
}
