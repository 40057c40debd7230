"""Checks the test peer itself; run by selftest.sh."""
import os
import socket
import subprocess
import unittest

from families import Families  # noqa: F401, unittest finds it here
from wire import (ADMIN, ALICE, FAULT_ACCESS, FAULT_CONTEXT, FAULT_OP_RANGE, GENERIC_ALL, GENERIC_READ,
                  LOGON_FAILURE, MAXIMUM_ALLOWED, NULL_HANDLE, Connection, PeerTest, control, open_cluster,
                  open_interface, property_list, read_u32, read_wstr, restart, u32, wstr)


class Names(PeerTest):
    def lookup(self, name, family):
        try:
            return [i[4][0] for i in socket.getaddrinfo(name, 135, family, socket.SOCK_STREAM)]
        except socket.gaierror:
            return []

    def test_dns(self):
        ip, ip6 = [os.environ["PEER_IP"]], [os.environ["PEER_IP6"]]
        for name in ("clus", "dc1", "clus.cmrp.test", "dc1.cmrp.test", "cmrp.test"):
            self.assertEqual(self.lookup(name, socket.AF_INET), ip)
            self.assertEqual(self.lookup(name, socket.AF_INET6), ip6)
        self.assertEqual(self.lookup("clus6.cmrp.test", socket.AF_INET), [])
        self.assertEqual(self.lookup("clus6.cmrp.test", socket.AF_INET6), ip6)
        self.assertEqual(self.lookup("nobody.cmrp.test", socket.AF_INET), [])

    def test_dns_order_of_addresses(self):
        name = b"\5multi\4cmrp\4test\0"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(5)
            for _ in range(4):  # a server that permutes would show
                s.sendto(b"\0\1\1\0\0\1" + bytes(6) + name + b"\0\1\0\1", (os.environ["PEER_IP"], 53))
                answer = s.recv(512)
                records = answer[12 + len(name) + 4 :]
                self.assertEqual(answer[3] & 15, 0)
                self.assertEqual((records[12:16], records[28:32]), (b"\x0a\x39\0\x63", b"\x0a\x39\0\1"))

    def test_netbios(self):
        subprocess.run([os.path.dirname(os.environ["PEER_RESTART"]) + "/peer-wait-netbios.sh"], check=True)
        lookup = ["nmblookup", "-s", "/etc/samba/nmbd.conf"]
        for how in (["-B", "10.57.0.255"], ["--recursion", "-U", os.environ["PEER_IP"]]):
            found = subprocess.run(lookup + how + ["CLUS#20"], check=True, capture_output=True, text=True)
            self.assertIn("10.57.0.1 CLUS<20>", found.stdout)
            self.assertNotEqual(subprocess.run(lookup + how + ["NOBODY#20"], capture_output=True).returncode, 0)


class DefaultSettings(PeerTest):
    @classmethod
    def setUpClass(cls):
        cls.c = Connection()

    def test_access_values(self):
        for access, granted, status in (
            (GENERIC_ALL, GENERIC_ALL, 0),
            (MAXIMUM_ALLOWED, GENERIC_ALL, 0),
            (0x40000000, GENERIC_ALL, 0),
            (0x20000000, GENERIC_ALL, 0),
            (3, GENERIC_ALL, 0),
            (GENERIC_READ, GENERIC_READ, 0),
            (1, GENERIC_READ, 0),
            (0, 0, 87),
            (2, 0, 87),
            (0x100, 0, 87),
        ):
            with self.subTest(access=hex(access)):
                got = open_cluster(self.c, access)
                self.assertEqual(got[:2], (granted, status))
                self.assertEqual(got[2] == NULL_HANDLE, status != 0)

    def test_plain_open_and_close(self):
        out = self.c.request(0, b"")
        self.assertEqual(read_u32(out), 0)
        self.assertEqual(self.c.request(1, out[4:24]), NULL_HANDLE + u32(0))

    def test_unknown_names(self):
        for opnum, status in ((118, 5042), (121, 5045), (122, 5047)):
            self.assertEqual(open_interface(self.c, "nobody", GENERIC_READ, opnum), (0, status, NULL_HANDLE))
        for opnum, status in ((66, 5042), (81, 5045), (92, 5047)):
            self.assertEqual(self.c.request(opnum, wstr("nobody")), u32(status) + u32(0) + NULL_HANDLE)

    def test_names_ignore_case_and_keep_surrogates(self):
        handle = open_interface(self.c, "NODE2 - R\u00c9SEAU \U0001f5a7")[2]
        self.assertNotEqual(handle, NULL_HANDLE)
        result, _, name = control(self.c, handle, 0x06000029)
        self.assertEqual((result, name), (0, "node2 - R\u00e9seau \U0001f5a7\0".encode("utf-16le")))

    def test_bad_handles(self):
        handle = open_interface(self.c)[2]
        self.assertEqual(self.c.request(68, handle), u32(0) + u32(0) + u32(6))  # not a node
        self.assertEqual(self.c.request(93, handle), NULL_HANDLE + u32(0))
        self.assertFault(FAULT_CONTEXT, self.c.request, 94, handle)
        self.assertFault(FAULT_CONTEXT, self.c.request, 94, NULL_HANDLE)
        foreign = open_interface(Connection())[2]
        self.assertFault(FAULT_CONTEXT, self.c.request, 94, foreign)

    def test_state_and_id(self):
        for name, state in (("node1 - Ethernet", 3), ("node2 - Ethernet", 2), ("node1 - Ethernet 2", 1)):
            handle = open_interface(self.c, name)[2]
            self.assertEqual(self.c.request(94, handle), u32(state) + u32(0) + u32(0))
        out = self.c.request(96, handle)
        self.assertEqual(read_wstr(out, 4), "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b12")

    def test_interface_of_node_and_network(self):
        out = self.c.request(95, wstr("node2") + wstr("cluster network 1"))
        self.assertEqual(read_wstr(out, 4), "node2 - Ethernet")
        self.assertEqual(self.c.request(95, wstr("n") + wstr("")), u32(0) + u32(0) + u32(5042))
        self.assertEqual(self.c.request(95, wstr("node1") + wstr("")), u32(0) + u32(0) + u32(5045))

    def test_enumerations(self):
        cluster = open_cluster(self.c)[2]
        for types, count in ((1, 2), (0x10, 2), (0x20, 4), (0x31, 8), (2, 0)):
            self.assertEqual(read_u32(self.c.request(7, u32(types)), 4), count)
            self.assertEqual(read_u32(self.c.request(125, cluster + u32(types) + u32(0)), 4), count)
        for types in (0, 0x40):
            self.assertEqual(self.c.request(7, u32(types)), u32(0) + u32(0) + u32(87))
        for node, network, count in (("", "", 4), ("node1", "", 2), ("node1", "Cluster Network 2", 1)):
            out = self.c.request(181, cluster + wstr(node) + wstr(network))
            self.assertEqual(read_u32(out, 4), count)

    def test_control_codes(self):
        handle = open_interface(self.c)[2]
        ro = [("Name", "node1 - Ethernet"), ("Node", "node1"), ("Network", "Cluster Network 1")]
        for code, output in (
            (0x06000000, b""),
            (0x06000005, u32(0)),
            (0x06000009, u32(0)),
            (0x06000031, "node1\0".encode("utf-16le")),
            (0x06000035, "Cluster Network 1\0".encode("utf-16le")),
            (0x06000039, "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b11\0".encode("utf-16le")),
            (0x06000051, "Description\0\0".encode("utf-16le")),
            (0x06000055, property_list(*ro, ("Address", "10.57.0.1"))),
            (0x06000059, property_list(("Description", ""))),
            (0x06000079, b"\0\0"),
            (0x0600007D, u32(0)),
            (0x06000081, u32(0)),
        ):
            with self.subTest(code=hex(code)):
                self.assertEqual(control(self.c, handle, code), (0, len(output), output))
        self.assertEqual(control(self.c, handle, 0x06000029, room=4), (234, 34, b""))
        self.assertEqual(control(self.c, handle, 0x06000029, room=0), (234, 34, b""))
        self.assertEqual(control(self.c, handle, 0x06001234), (1, 0, b""))

    def test_control_on_a_node(self):
        handle = open_interface(self.c)[2]
        node = open_interface(self.c, "node2", GENERIC_READ, 118)[2]
        self.assertEqual(control(self.c, handle, 0x06000031, node=node)[0], 0)
        self.assertEqual(control(self.c, handle, 0x06000031, node=handle)[0], 6)

    def test_change_a_property(self):
        handle = open_interface(self.c, "node2 - Ethernet")[2]
        reader = open_interface(self.c, "node2 - Ethernet", GENERIC_READ)[2]
        wanted = property_list(("Description", "caf\u00e9"))
        for code, data, result in (
            (0x06000061, wanted, 0),
            (0x06000061, property_list(("Nonsense", "")), 87),
            (0x0640005E, wanted[:-2], 13),
            (0x0640005E, b"", 13),
            (0x0640005E, property_list(("Description", "caf\u00e9")), 0),
        ):
            self.assertEqual(control(self.c, handle, code, data), (result, 0, b""))
        self.assertEqual(control(self.c, reader, 0x0640005E, wanted)[0], 5)
        self.assertEqual(control(self.c, reader, 0x06000059), (0, len(wanted), wanted))

    def test_weaker_protection_is_refused(self):
        for level in ("connect", "sign"):
            c = Connection("ncacn_ip_tcp:%s[%s]" % (os.environ["PEER_IP"], level))
            self.assertFault(FAULT_ACCESS, c.request, 0, b"")

    def test_every_address_and_the_local_socket(self):
        for binding in ("ncacn_ip_tcp:127.0.0.1[seal]", "ncacn_ip_tcp:clus.cmrp.test[seal]", "ncalrpc:[CLUSAPI]"):
            self.assertEqual(open_cluster(Connection(binding), GENERIC_READ)[:2], (GENERIC_READ, 0))
        if os.environ["PEER_IP6"]:
            c = Connection("ncacn_ip_tcp:%s[seal]" % os.environ["PEER_IP6"])
            self.assertEqual(open_cluster(c)[:2], (GENERIC_ALL, 0))

    def test_wrong_password(self):
        self.assertFault(LOGON_FAILURE, Connection, "ncacn_ip_tcp:10.57.0.1[seal]", (ADMIN[0], "wrong"))

    def test_opnum_that_is_not_served(self):
        self.assertFault(FAULT_OP_RANGE, self.c.request, 140, b"")

    def test_other_users_are_served(self):
        self.assertEqual(open_cluster(Connection(user=ALICE))[1], 0)


class OtherSettings(PeerTest):
    @classmethod
    def tearDownClass(cls):
        restart()

    def test_administrators_only(self):
        restart("clusapi:require admin = yes")
        c = Connection(user=ALICE)
        self.assertEqual(open_cluster(c, GENERIC_READ), (0, 5, NULL_HANDLE))
        self.assertEqual(c.request(0, b""), u32(5) + NULL_HANDLE)
        self.assertEqual(c.request(3, b""), u32(0) + u32(0) + u32(5))
        self.assertEqual(open_interface(c), (0, 5, NULL_HANDLE))
        self.assertEqual(open_cluster(Connection())[1], 0)
        self.assertEqual(open_cluster(Connection("ncalrpc:[CLUSAPI]"))[1], 0)

    def test_old_server(self):
        restart("clusapi:disable opnums = 117", "clusapi:status opnums = 122 125")
        c = Connection()
        self.assertFault(FAULT_OP_RANGE, c.request, 117, u32(GENERIC_ALL))
        self.assertEqual(open_interface(c), (0, 1745, NULL_HANDLE))
        cluster = c.request(0, b"")[4:24]
        self.assertEqual(c.request(125, cluster + u32(1) + u32(0)), u32(0) * 3 + u32(1745))
        self.assertEqual(read_u32(c.request(92, wstr("node1 - Ethernet"))), 0)

    def test_many_interfaces(self):
        restart("clusapi:extra netinterfaces = 500", "clusapi:require privacy = no")
        c = Connection("ncacn_ip_tcp:%s[sign]" % os.environ["PEER_IP"])
        out = c.request(7, u32(0x20))
        self.assertEqual(read_u32(out, 4), 504)
        self.assertGreater(len(out), 5 * 5840)
        self.assertEqual(open_interface(c, "node1 - bulk 00499")[1], 0)


if __name__ == "__main__":
    unittest.main()
