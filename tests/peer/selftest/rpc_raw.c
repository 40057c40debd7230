/*
 * rpc_raw.c - sends stub data to clusapi through Samba's RPC client and prints what comes back
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: rpc_raw BINDING DOMAIN USER PASSWORD
 * Each line on stdin is an opnum and stub data in hexadecimal; each line on stdout is "ok" and the response's
 * stub data, or "error" and the NTSTATUS that Samba makes of a fault. One process is one connection.
 */
#define TEVENT_DEPRECATED 1
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <talloc.h>
#include <tevent.h>
#include <core/ntstatus.h>
#include <credentials.h>
#include <dcerpc.h>
#include <param.h>

#define STUB_MAX 65536

extern const struct ndr_interface_table ndr_table_clusapi;

static struct dcerpc_pipe *connect_as(TALLOC_CTX *memory, char *argv[], NTSTATUS *status)
{
    struct tevent_context *events = tevent_context_init(memory);
    struct loadparm_context *lp = loadparm_init_global(true);
    struct cli_credentials *who = cli_credentials_init(memory);
    struct dcerpc_pipe *pipe = NULL;

    *status = NT_STATUS_NO_MEMORY;
    if (events == NULL || lp == NULL || who == NULL)
        return NULL;
    tevent_loop_allow_nesting(events); /* Samba's blocking calls run the loop inside the loop */
    if (!cli_credentials_guess(who, lp) || !cli_credentials_set_domain(who, argv[2], CRED_SPECIFIED) ||
        !cli_credentials_set_username(who, argv[3], CRED_SPECIFIED) ||
        !cli_credentials_set_password(who, argv[4], CRED_SPECIFIED))
        return NULL;
    *status = dcerpc_init();
    if (NT_STATUS_IS_OK(*status))
        *status = dcerpc_pipe_connect(memory, &pipe, argv[1], &ndr_table_clusapi, who, events, lp);
    return NT_STATUS_IS_OK(*status) ? pipe : NULL;
}

/* Returns the bytes read, or STUB_MAX + 1 when it is no hexadecimal text or too long. */
static size_t from_hex(const char *text, uint8_t stub[STUB_MAX])
{
    size_t n = 0;
    unsigned byte;

    for (; sscanf(text, "%2x", &byte) == 1 && n < STUB_MAX; text += 2)
        stub[n++] = (uint8_t)byte;
    return *text == '\n' || *text == 0 ? n : STUB_MAX + 1;
}

static void call(struct dcerpc_pipe *pipe, uint32_t opnum, const uint8_t *stub, size_t size)
{
    TALLOC_CTX *memory = talloc_new(pipe);
    uint8_t *out = NULL;
    size_t out_size = 0;
    uint32_t flags;
    NTSTATUS status = dcerpc_binding_handle_raw_call(pipe->binding_handle, NULL, opnum, 0, stub, size, memory,
                                                     &out, &out_size, &flags);

    if (NT_STATUS_IS_OK(status)) {
        printf("ok ");
        for (size_t i = 0; i < out_size; i++)
            printf("%02x", out[i]);
        printf("\n");
    } else {
        printf("error %08x\n", NT_STATUS_V(status));
    }
    fflush(stdout);
    talloc_free(memory);
}

int main(int argc, char *argv[])
{
    static char line[2 * STUB_MAX + 16];
    static uint8_t stub[STUB_MAX];
    struct dcerpc_pipe *pipe;
    NTSTATUS status;

    if (argc != 5) {
        fprintf(stderr, "usage: rpc_raw BINDING DOMAIN USER PASSWORD\n");
        return 2;
    }
    pipe = connect_as(NULL, argv, &status);
    if (pipe == NULL) {
        printf("error %08x\n", NT_STATUS_V(status));
        return 1;
    }
    printf("ok\n");
    fflush(stdout);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        char *hex;
        const unsigned long opnum = strtoul(line, &hex, 10);
        const size_t size = from_hex(hex + (*hex == ' '), stub);

        if (size > STUB_MAX) {
            fprintf(stderr, "rpc_raw: bad line\n");
            return 2;
        }
        call(pipe, (uint32_t)opnum, stub, size);
    }
    return 0;
}
