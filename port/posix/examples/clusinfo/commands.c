/* The commands of clusinfo and their help. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "kind.h"

#define LOOK(id, summary_, help_)                                                                            \
    {                                                                                                        \
        .name = #id "s", .arguments = "[NAME]", .summary = summary_, .help = help_, .max = 1,                \
        .kind = &kind_##id, .run = look_run                                                                  \
    }

#define WAITS (TAKES_WAIT | TAKES_LIMIT | TAKES_DRY_RUN)

static const struct command commands[] = {
    {.takes = TAKES_INTERFACE, .run = report_run},
    LOOK(node, "nodes: state, drain, number of groups",
         "Shows the nodes, or one with its groups, network interfaces and properties.\n"),
    LOOK(group, "groups: state, owner, number of resources",
         "Shows the groups, or one with its resources, preferred owners and properties.\n"),
    LOOK(resource, "resources: type, state, group, owner",
         "Shows the resources, or one with its dependencies, possible owners and properties.\n"),
    LOOK(network, "networks: state, role, address",
         "Shows the networks, or one with its network interfaces and properties.\n"),
    LOOK(netinterface, "network interfaces: node, network, state, address",
         "Shows the network interfaces, or one with its properties.\n"),
    {.name = "pause",
     .arguments = "NODE",
     .summary = "no group comes to the node any more; --drain moves its groups away",
     .help = "Pauses a node: no group comes to it any more. With --drain its groups move to other nodes.\n"
             "A drain that is under way already is no error.\n",
     .min = 1,
     .max = 1,
     .takes = WAITS | TAKES_DRAIN,
     .kind = &kind_node,
     .verb = VERB_PAUSE,
     .run = act_run},
    {.name = "resume",
     .arguments = "NODE",
     .summary = "ends a pause",
     .help = "Ends the pause of a node.\n",
     .min = 1,
     .max = 1,
     .takes = TAKES_DRY_RUN | TAKES_FAILBACK,
     .kind = &kind_node,
     .verb = VERB_RESUME,
     .run = act_run},
    {.name = "move",
     .arguments = "GROUP [NODE]",
     .summary = "moves a group to another node",
     .help = "Moves a group to NODE, or to a node that the cluster chooses.\n",
     .min = 1,
     .max = 2,
     .takes = WAITS,
     .kind = &kind_group,
     .verb = VERB_MOVE,
     .run = act_run},
    {.name = "online",
     .arguments = "GROUP|RESOURCE",
     .summary = "brings a group or a resource online",
     .help = "Brings a group with its resources online, or a resource with what it depends on.\n",
     .min = 1,
     .max = 1,
     .takes = WAITS | TAKES_GROUP | TAKES_RESOURCE,
     .verb = VERB_ONLINE,
     .run = act_run},
    {.name = "offline",
     .arguments = "GROUP|RESOURCE",
     .summary = "takes a group or a resource offline",
     .help = "Takes a group with its resources offline, or a resource with what depends on it.\n",
     .min = 1,
     .max = 1,
     .takes = WAITS | TAKES_GROUP | TAKES_RESOURCE,
     .verb = VERB_OFFLINE,
     .run = act_run},
};

#define COUNT (sizeof commands / sizeof commands[0])

static const struct {
    uint32_t takes;
    const char *text;
} option_help[] = {
    {TAKES_INTERFACE, "  -i, --netinterface NAME  this network interface, repeatable (default: all)\n"},
    {TAKES_DRAIN, "      --drain              move the groups of the node away\n"},
    {TAKES_FAILBACK,
     "      --failback[=WHEN]    groups that were drained come back: now (default), or `policy`:\n"
     "                           those whose failback policy says so\n"},
    {TAKES_GROUP, "      --group              the name is that of a group, not also of a resource\n"},
    {TAKES_RESOURCE, "      --resource           the name is that of a resource\n"},
    {TAKES_WAIT, "      --wait               until it is done; progress on stderr\n"},
    {TAKES_LIMIT, "      --wait-limit SECONDS --wait, but not longer than that (default: 600)\n"},
    {TAKES_DRY_RUN,
     "  -n, --dry-run            look up what is named, say what would be done, change nothing\n"},
};

static const char common_help[] =
    "  -c, --cluster CLUSTER    the cluster, for one whose name is that of a command\n"
    "  -U, --user NAME          account: DOMAIN\\user or user@REALM\n"
    "      --password-file FILE password in the first line of FILE; else from the environment\n"
    "                           variable LWCLUS_PASSWORD, else it is asked for\n"
    "  -a, --access ACCESS      read, all or max (default: all for what changes something, else read)\n"
    "      --logon HOW          any (default: Kerberos, or NTLM where there is no ticket to be had),\n"
    "                           kerberos, kerberos-raw (without SPNEGO) or ntlm\n"
    "      --realm REALM        Kerberos realm (default: the domain of --user)\n"
    "      --kdc ADDRESS        a KDC, up to four (default: those of DNS)\n"
    "      --spn SERVICE/HOST   service principal name of the cluster (default: from its name)\n"
    "      --stack STACK        network: posix (default) or\n"
    "                           lwip:TAP,ADDRESS/PREFIX[,ADDRESS/PREFIX]...[,GATEWAY[,DNS]...]\n"
    "      --port N             TCP port of the cluster service; else the endpoint mapper is asked\n"
    "      --wins ADDRESS       IPv4 address of a NetBIOS name server (default: broadcast)\n"
    "      --local PATH         Unix-domain socket of the local cluster service\n"
    "      --timeout MS         limit for opening and for each call, milliseconds\n"
    "      --trace              one line per PDU on stderr\n"
    "      --json               JSON instead of a table, no progress\n"
    "  -q, --quiet              no progress\n"
    "      --version, --help    (--help with a command: about that command)\n"
    "\n"
    "CLUSTER is an IPv4 or IPv6 address, a DNS name or a NetBIOS name; without it the environment variable\n"
    "LWCLUS_CLUSTER names the cluster. Without both, or with '.', the local cluster is opened (see "
    "--local).\n"
    "A first word that is a command is taken as one.\n"
    "\n"
    "lwip: runs the TCP/IP stack lwIP on the TAP device TAP. Items with a slash are its addresses,\n"
    "one IPv4 and up to two IPv6 (prefix 64). The first item without a slash is the gateway: an\n"
    "address, an IPv4 and an IPv6 address with '+' between them, or nothing. Up to two name servers\n"
    "follow. Example: lwip:tap0,192.0.2.10/24,2001:db8::10/64,192.0.2.1+2001:db8::1,192.0.2.53\n"
    "\n"
    "Exit status:\n"
    "  0  done; without --wait also: accepted by the cluster\n"
    "  1  a call failed: its name, code and origin are on stderr\n"
    "  2  wrong usage, or a name that is that of a group and of a resource; nothing was changed\n"
    "  3  the cluster has no object of that name; nothing was changed\n"
    "  4  --wait: the time is over and the cluster still works on it\n"
    "  5  --wait: it ended in another state than asked for\n";

const struct command *command_find(const char *name)
{
    size_t i;

    if (name == NULL) {
        return &commands[0];
    }
    for (i = 1; i < COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static void print_options(uint32_t takes)
{
    size_t i;

    for (i = 0; i < sizeof option_help / sizeof option_help[0]; i++) {
        if ((option_help[i].takes & takes) != 0) {
            (void)fputs(option_help[i].text, stdout);
        }
    }
}

void command_help(const struct command *command)
{
    size_t i;

    if (command->name != NULL) {
        (void)printf("Usage: clusinfo [options] [CLUSTER] %s %s\n%s", command->name, command->arguments,
                     command->help);
    } else {
        (void)fputs("Usage: clusinfo [options] [CLUSTER] [COMMAND [NAME]...]\n"
                    "Shows a Windows failover cluster, or changes it.\n\n"
                    "Commands (without one: the cluster and its network interfaces):\n",
                    stdout);
        for (i = 1; i < COUNT; i++) {
            (void)printf("  %-13s %-14s  %s\n", commands[i].name, commands[i].arguments, commands[i].summary);
        }
    }
    (void)puts("\nOptions:");
    print_options(command->takes);
    (void)fputs(common_help, stdout);
}

int command_failed(const struct report_failure *failure)
{
    report_print_failure("clusinfo", failure);
    return kind_is_not_found(failure->code) ? STATUS_NOT_FOUND : STATUS_FAILED;
}
