/* Status codes of the wire narrowed to the 16 bits of a Win32 code. */
#include "rpc/status.h"

#include <stdbool.h>

#include "base/log.h"

/* A table key of 16 bits for the four groups of 32-bit codes that have rows: 0x1C00 and 0x1C01 (nca_ codes),
 * 0x8000 and 0xC000 (exceptions). The low half of each is below 0x1000. */
#define KEY(status)                                                                                          \
    ((uint16_t)((((status) >> 16) & 0xC000u) | (((status) >> 4) & 0x1000u) | ((status)&0x0FFFu)))

struct fault_row {
    uint16_t key, win32;
};

/* [MS-RPCE] 3.1.1.5.5; codes that it calls "not mapped" have no row. */
static const struct fault_row fault_rows[] = {
    {KEY(0x1C010001u), RPC_S_COMM_FAILURE},
    {KEY(0x1C010002u), RPC_S_PROCNUM_OUT_OF_RANGE},
    {KEY(0x1C010003u), RPC_S_UNKNOWN_IF},
    {KEY(0x1C010009u), RPC_S_CALL_FAILED},
    {KEY(0x1C01000Bu), RPC_S_PROTOCOL_ERROR},
    {KEY(0x1C010013u), RPC_S_SERVER_OUT_OF_MEMORY},
    {KEY(0x1C010014u), RPC_S_SERVER_TOO_BUSY},
    {KEY(0x1C010017u), RPC_S_UNSUPPORTED_TYPE},
    {KEY(0x1C000001u), RPC_S_ZERO_DIVIDE},
    {KEY(0x1C000002u), RPC_S_ADDRESS_ERROR},
    {KEY(0x1C000003u), RPC_S_FP_DIV_ZERO},
    {KEY(0x1C000004u), RPC_S_FP_UNDERFLOW},
    {KEY(0x1C000005u), RPC_S_FP_OVERFLOW},
    {KEY(0x1C000006u), RPC_S_INVALID_TAG},
    {KEY(0x1C000007u), RPC_S_INVALID_BOUND},
    {KEY(0x1C000008u), RPC_S_PROTOCOL_ERROR},
    {KEY(0x1C000009u), RPC_S_CALL_FAILED},
    {KEY(0x1C00000Au), RPC_S_CALL_FAILED_DNE},
    {KEY(0x1C00000Bu), RPC_S_CALL_FAILED},
    {KEY(0x1C00000Cu), RPC_S_CALL_FAILED_DNE},
    {KEY(0x1C00000Du), RPC_S_CALL_CANCELLED},
    {KEY(0x1C00000Eu), RPC_S_ADDRESS_ERROR},
    {KEY(0x1C00000Fu), RPC_S_FP_OVERFLOW},
    {KEY(0x1C000010u), RPC_S_ADDRESS_ERROR},
    {KEY(0x1C000012u), RPC_S_CALL_FAILED},
    {KEY(0x1C000014u), RPC_X_PIPE_EMPTY},
    {KEY(0x1C000015u), RPC_X_PIPE_CLOSED},
    {KEY(0x1C000016u), RPC_X_WRONG_PIPE_ORDER},
    {KEY(0x1C000017u), RPC_X_PIPE_DISCIPLINE_ERROR},
    {KEY(0x1C000018u), RPC_S_COMM_FAILURE},
    {KEY(0x1C000019u), RPC_S_OUT_OF_MEMORY},
    {KEY(0x1C00001Au), RPC_X_SS_CONTEXT_MISMATCH},
    {KEY(0x1C00001Bu), RPC_S_SERVER_OUT_OF_MEMORY},
    {KEY(0x1C00001Cu), RPC_S_PROTOCOL_ERROR},
    {KEY(0x1C00001Du), RPC_S_UNSUPPORTED_AUTHN_LEVEL},
    {KEY(0x1C00001Fu), RPC_S_CALL_FAILED_DNE},
    {KEY(0x1C000020u), RPC_S_CALL_FAILED_DNE},
    /* a server must not send these ([MS-RPCE] 3.3.3.5.1) */
    {KEY(0x80000001u), RPC_S_PROTOCOL_ERROR},
    {KEY(0x80000002u), RPC_S_PROTOCOL_ERROR},
    {KEY(0x80000003u), RPC_S_PROTOCOL_ERROR},
    {KEY(0xC0000005u), RPC_S_PROTOCOL_ERROR},
    {KEY(0xC0000006u), RPC_S_PROTOCOL_ERROR},
    {KEY(0xC000001Du), RPC_S_PROTOCOL_ERROR},
    {KEY(0xC0000096u), RPC_S_PROTOCOL_ERROR},
    {KEY(0xC00000AAu), RPC_S_PROTOCOL_ERROR},
    {KEY(0xC00000FDu), RPC_S_PROTOCOL_ERROR},
    {KEY(0xC0000194u), RPC_S_PROTOCOL_ERROR},
    {KEY(0xC0000235u), RPC_S_PROTOCOL_ERROR},
    {KEY(0xC0000409u), RPC_S_PROTOCOL_ERROR},
    {KEY(0xC0000420u), RPC_S_PROTOCOL_ERROR},
};

static bool has_rows(uint32_t status)
{
    uint32_t group = status >> 16;

    return (status & 0xF000u) == 0 &&
           (group == 0x1C00u || group == 0x1C01u || group == 0x8000u || group == 0xC000u);
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
    uint32_t i;

    if (status == 0) { /* must not be sent either */
        return LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, RPC_S_PROTOCOL_ERROR);
    }
    for (i = 0; has_rows(status) && i < sizeof fault_rows / sizeof fault_rows[0]; i++) {
        if (fault_rows[i].key == KEY(status)) {
            return LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, fault_rows[i].win32);
        }
    }
    return LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, narrow(status));
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
