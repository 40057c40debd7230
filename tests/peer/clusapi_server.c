/*
 * clusapi_server.c - Samba dcerpc_server module that serves the Failover Cluster Management API (MS-CMRP 3.0)
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This program is free software: you can redistribute it and/or modify it under the terms of the GNU General
 * Public License as published by the Free Software Foundation, either version 3 of the License, or (at your
 * option) any later version. It is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY;
 * without even the implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See
 * https://www.gnu.org/licenses/gpl-3.0.html.
 *
 * It runs inside Samba and uses its private libraries, hence the license; it is a test tool and no part of
 * the library. PDUs, association groups, context handles, authentication, packet protection, the endpoint
 * mapper and NDR are Samba's. Only the answers are made here; README.md lists the smb.conf parameters.
 */
#include "clusapi_server.h"

#include <stdlib.h>
#include <string.h>
#include <param.h>
#include <util/debug.h>
#include <gen_ndr/auth.h>

/* libndr-samba4, which Debian ships without a header */
extern const struct ndr_interface_table ndr_table_clusapi;

struct settings settings;

bool client_is_administrator(const struct request *rq)
{
    const struct auth_session_info *session = dcesrv_call_session_info(rq->call);
    const struct security_token *token = session != NULL ? session->security_token : NULL;

    /* a plain local connection carries no identity; who can open the socket is trusted */
    if (!settings.require_admin ||
        dcerpc_binding_get_transport(rq->call->conn->endpoint->ep_description) == NCALRPC)
        return true;
    for (uint32_t i = 0; token != NULL && i < token->num_sids; i++) {
        const struct dom_sid *sid = &token->sids[i];

        if (sid->num_auths == 2 && sid->id_auth[5] == 5 && sid->sub_auths[0] == 32 &&
            sid->sub_auths[1] == 544)
            return true; /* S-1-5-32-544 */
    }
    return false;
}

WERROR fault(struct request *rq, uint32_t code)
{
    rq->call->fault_code = code;
    return WERR_GEN_FAILURE;
}

static const struct method *by_opnum[OPNUMS];

static const struct method *find_method(uint16_t opnum)
{
    return opnum < OPNUMS && !settings.disabled[opnum] ? by_opnum[opnum] : NULL;
}

static WERROR run(struct request *rq, void *args)
{
    if (settings.status_only[rq->method->opnum])
        return WERR_PROCNUM_OUT_OF_RANGE;
    if (rq->method->access == ACCESS_CLIENT && !client_is_administrator(rq))
        return WERR_ACCESS_DENIED;
    return rq->method->run(rq, args);
}

static void store_result(const struct method *m, void *args, WERROR result)
{
    void *place = (uint8_t *)args + m->result_offset;

    if (m->place == RESULT_STATUS)
        **(WERROR **)place = result;
    else
        *(WERROR *)place = result;
}

static NTSTATUS fail(struct dcesrv_call_state *call, uint32_t code)
{
    call->fault_code = code;
    return NT_STATUS_NET_WRITE_FAULT;
}

/* ---- struct dcesrv_interface */

static NTSTATUS on_bind(struct dcesrv_connection_context *context, const struct dcesrv_interface *iface)
{
    /* a local connection needs no protection, as on Windows */
    if (!settings.require_privacy ||
        dcerpc_binding_get_transport(context->conn->endpoint->ep_description) == NCALRPC)
        return NT_STATUS_OK;
    return dcesrv_interface_bind_require_privacy(context, iface);
}

static void on_unbind(struct dcesrv_connection_context *context, const struct dcesrv_interface *iface)
{
    (void)context;
    (void)iface;
}

static NTSTATUS on_pull(struct dcesrv_call_state *call, TALLOC_CTX *memory, struct ndr_pull *pull,
                        void **args)
{
    const uint16_t opnum = call->pkt.u.request.opnum;
    const struct method *m = find_method(opnum);

    call->fault_code = 0;
    if (m == NULL)
        return fail(call, DCERPC_FAULT_OP_RNG_ERROR);
    *args = talloc_zero_size(memory, m->args_size);
    if (*args == NULL)
        return NT_STATUS_NO_MEMORY;
    /* Samba's NDR code allocates with the structure as parent and looks at this name */
    talloc_set_name(*args, "struct %s", ndr_table_clusapi.calls[opnum].name);
    if (ndr_table_clusapi.calls[opnum].ndr_pull(pull, NDR_IN, *args) != NDR_ERR_SUCCESS)
        return fail(call, DCERPC_FAULT_NDR);
    return NT_STATUS_OK;
}

static NTSTATUS on_dispatch(struct dcesrv_call_state *call, TALLOC_CTX *memory, void *args)
{
    struct request rq = {call, memory, find_method(call->pkt.u.request.opnum)};
    WERROR result;

    if (rq.method == NULL)
        return fail(call, DCERPC_FAULT_OP_RNG_ERROR);
    result = run(&rq, args);
    store_result(rq.method, args, result);
    DBG_NOTICE("%s: fault 0x%08x, result %u\n", ndr_table_clusapi.calls[rq.method->opnum].name,
               call->fault_code, W_ERROR_V(result));
    return call->fault_code != 0 ? NT_STATUS_NET_WRITE_FAULT : NT_STATUS_OK;
}

static NTSTATUS on_reply(struct dcesrv_call_state *call, TALLOC_CTX *memory, void *args)
{
    (void)memory;
    (void)args;
    return call->fault_code != 0 ? NT_STATUS_NET_WRITE_FAULT : NT_STATUS_OK;
}

static NTSTATUS on_push(struct dcesrv_call_state *call, TALLOC_CTX *memory, struct ndr_push *push,
                        const void *args)
{
    const uint16_t opnum = call->pkt.u.request.opnum;

    (void)memory;
    if (ndr_table_clusapi.calls[opnum].ndr_push(push, NDR_OUT, args) != NDR_ERR_SUCCESS)
        return fail(call, DCERPC_FAULT_NDR);
    return NT_STATUS_OK;
}

static struct dcesrv_interface clusapi_interface = {
    .name = "clusapi",
    .bind = on_bind,
    .unbind = on_unbind,
    .ndr_pull = on_pull,
    .dispatch = on_dispatch,
    .reply = on_reply,
    .ndr_push = on_push,
};

/* ---- struct dcesrv_endpoint_server */

static const char **parameter_list(struct dcesrv_context *ctx, const char *name)
{
    return lpcfg_parm_string_list(ctx, ctx->lp_ctx, NULL, "clusapi", name, " ,");
}

static bool parameter_opnums(struct dcesrv_context *ctx, const char *name, bool set[OPNUMS])
{
    const char **list = parameter_list(ctx, name);

    memset(set, 0, OPNUMS * sizeof(set[0]));
    for (; list != NULL && *list != NULL; list++) {
        char *end;
        const unsigned long opnum = strtoul(*list, &end, 10);

        if (*end != 0 || opnum >= OPNUMS) {
            DBG_ERR("clusapi:%s: %s is no opnum\n", name, *list);
            return false;
        }
        set[opnum] = true;
    }
    return true;
}

static unsigned parameter_number(struct loadparm_context *lp, const char *name, int otherwise)
{
    const int value = lpcfg_parm_int(lp, NULL, "clusapi", name, otherwise);

    return value > 0 ? (unsigned)value : 0;
}

static bool read_settings(struct dcesrv_context *ctx)
{
    struct loadparm_context *lp = ctx->lp_ctx;

    settings.require_privacy = lpcfg_parm_bool(lp, NULL, "clusapi", "require privacy", true);
    settings.require_admin = lpcfg_parm_bool(lp, NULL, "clusapi", "require admin", false);
    settings.families = lpcfg_parm_bool(lp, NULL, "clusapi", "families", false);
    settings.extra = parameter_number(lp, "extra netinterfaces", 0);
    settings.step_ms = parameter_number(lp, "step milliseconds", 20);
    settings.ballast = parameter_number(lp, "ballast", 0);
    return parameter_opnums(ctx, "disable opnums", settings.disabled) &&
           parameter_opnums(ctx, "status opnums", settings.status_only) && cluster_create(ctx) &&
           cluster_set_nodes(parameter_list(ctx, "nodes"),
                             lpcfg_parm_string(lp, NULL, "clusapi", "node name"));
}

static NTSTATUS init_server(struct dcesrv_context *ctx, const struct dcesrv_endpoint_server *server)
{
    static const char *default_endpoints[] = {"ncacn_ip_tcp:", "ncalrpc:[CLUSAPI]", NULL};
    const char **endpoint = parameter_list(ctx, "endpoints");

    (void)server;
    if (!read_settings(ctx))
        return NT_STATUS_INVALID_PARAMETER;
    for (endpoint = endpoint != NULL ? endpoint : default_endpoints; *endpoint != NULL; endpoint++) {
        NTSTATUS status = dcesrv_interface_register(ctx, *endpoint, NULL, &clusapi_interface, NULL);

        if (!NT_STATUS_IS_OK(status)) {
            DBG_ERR("cannot register %s\n", *endpoint);
            return status;
        }
    }
    return NT_STATUS_OK;
}

static NTSTATUS shutdown_server(struct dcesrv_context *ctx, const struct dcesrv_endpoint_server *server)
{
    (void)ctx;
    (void)server;
    return NT_STATUS_OK;
}

static bool interface_by_uuid(struct dcesrv_interface *iface, const struct GUID *uuid, uint32_t version)
{
    if (memcmp(uuid, &clusapi_interface.syntax_id.uuid, sizeof(*uuid)) != 0 ||
        version != clusapi_interface.syntax_id.if_version)
        return false;
    *iface = clusapi_interface;
    return true;
}

static bool interface_by_name(struct dcesrv_interface *iface, const char *name)
{
    if (strcmp(name, clusapi_interface.name) != 0)
        return false;
    *iface = clusapi_interface;
    return true;
}

/* A structure of ours that differs from Samba's would be damaged memory later, so look before anything is
 * served. */
static bool args_fit(const struct method *m)
{
    if (m->opnum < ndr_table_clusapi.num_calls &&
        ndr_table_clusapi.calls[m->opnum].struct_size == m->args_size)
        return true;
    DBG_ERR("opnum %u: the argument structure has another size in this Samba\n", m->opnum);
    return false;
}

static bool collect_methods(void)
{
    for (size_t t = 0; method_tables[t] != NULL; t++) {
        for (size_t i = 0; i < method_tables[t]->count; i++) {
            const struct method *m = &method_tables[t]->row[i];

            if (!args_fit(m))
                return false;
            by_opnum[m->opnum] = m;
        }
    }
    return true;
}

/* The name that Samba looks for in a module. */
NTSTATUS samba_init_module(TALLOC_CTX *memory);

NTSTATUS samba_init_module(TALLOC_CTX *memory)
{
    static const struct dcesrv_endpoint_server endpoint_server = {
        .name = "clusapi",
        .init_server = init_server,
        .shutdown_server = shutdown_server,
        .interface_by_uuid = interface_by_uuid,
        .interface_by_name = interface_by_name,
    };

    (void)memory;
    if (!collect_methods())
        return NT_STATUS_REVISION_MISMATCH;
    clusapi_interface.syntax_id = ndr_table_clusapi.syntax_id;
    return dcerpc_register_ep_server(&endpoint_server);
}
