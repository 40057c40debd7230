"""The object families of the test peer, byte by byte; imported by selftest.py."""
import time

from wire import (GENERIC_ALL, GENERIC_READ, NULL_HANDLE, Connection, PeerTest, open_cluster, property_list,
                  read_u32, read_wstr, restart, u32, wstr)

OPEN_EX = {"node": 118, "group": 119, "resource": 120, "network": 121}


class Families(PeerTest):
    @classmethod
    def tearDownClass(cls):
        restart()

    def setUp(self):
        restart("clusapi:families = yes")
        self.c = Connection()

    def open(self, kind, name, access=GENERIC_ALL, c=None):
        out = (c or self.c).request(OPEN_EX[kind], wstr(name) + u32(access))
        self.assertEqual(read_u32(out, 4), 0, name)
        return out[12:32]

    def order(self, opnum, stub, c=None):
        """Of a method that returns nothing but its result."""
        out = (c or self.c).request(opnum, stub)
        self.assertEqual(len(out), 8)
        return read_u32(out, 4)

    def group(self, handle, c=None):
        out = (c or self.c).request(45, handle)
        return read_u32(out), read_wstr(out, 8)

    def wait_for(self, wanted, function, *args):
        for _ in range(500):
            if function(*args) == wanted:
                break
            time.sleep(0.01)
        self.assertEqual(function(*args), wanted)

    def control(self, opnum, handle, code, data=b"", room=4096):
        stub = handle + u32(code)
        stub += u32(0x20000) + u32(len(data)) + data + bytes(-len(data) % 4) if data else u32(0)
        out = self.c.request(opnum, stub + u32(len(data)) + u32(room))
        count = read_u32(out, 8)
        end = 12 + count + (-count % 4)
        return read_u32(out, end + 12), out[12 : 12 + count]

    def test_drain_is_seen_by_every_connection(self):
        other = Connection()
        node, web = self.open("node", "node1"), self.open("group", "Web", GENERIC_READ, other)
        self.assertEqual(self.group(web, other), (0, "node1"))
        # the BOOL has four bytes
        self.assertEqual(self.order(126, node + u32(1) + u32(0)), 997)
        self.assertEqual(self.order(126, node + u32(1) + u32(0)), 5962)
        self.assertEqual(read_u32(other.request(68, self.open("node", "node1", GENERIC_READ, other))), 2)
        self.wait_for((0, "node3"), self.group, web, other)
        self.assertEqual(self.order(128, node + u32(1) + u32(0)), 0)
        self.assertEqual(self.order(128, node + u32(1) + u32(0)), 5058)
        self.wait_for((0, "node1"), self.group, web, other)

    def test_restart_undoes_everything(self):
        self.assertEqual(self.order(69, self.open("node", "node1")), 0)
        restart("clusapi:families = yes")
        c = Connection()
        self.assertEqual(read_u32(c.request(68, self.open("node", "node1", c=c))), 0)

    def test_delete_group(self):
        empty = self.c.request(42, wstr("Empty"))[8:28]
        web = self.open("group", "Web")
        self.assertEqual(self.order(43, web + u32(0)), 145)
        self.assertEqual(self.order(43, empty + u32(0)), 0)
        self.assertEqual(self.order(43, empty + u32(0)), 5012)
        self.assertEqual(self.order(43, web + u32(1)), 0)
        self.assertEqual(self.c.request(120, wstr("Web IP") + u32(GENERIC_READ))[4:8], u32(5007))

    def test_read_only_handles(self):
        orders = {"node": (69, 70, 71), "group": (49, 50, 51), "resource": (10, 16, 17, 18)}
        names = {"node": "node1", "group": "Web", "resource": "Web IP"}
        for kind, opnums in orders.items():
            handle = self.open(kind, names[kind], GENERIC_READ)
            for opnum in opnums:
                self.assertEqual(self.order(opnum, handle), 5, opnum)

    def test_node_list_is_numbers(self):
        web = self.open("group", "Web")
        for text, result in (("3\0" "1\0\0", 0), ("3\0" "1", 87), ("9\0\0", 668), ("x\0\0", 668), ("\0", 0)):
            units = text.encode("utf-16le")
            count = len(units) // 2
            stub = web + u32(0x20000) + u32(count) + units + bytes(-len(units) % 4) + u32(count)
            self.assertEqual(self.order(54, stub), result, text)
        self.assertEqual(self.order(54, web + u32(0) + u32(0)), 0)

    def test_properties_of_every_format(self):
        cluster = open_cluster(self.c)[2]
        result, common = self.control(106, cluster, 0x07000059)
        self.assertEqual((result, read_u32(common)), (0, 4))
        text = property_list(("SharedVolumesRoot", "D:\\"))
        self.assertEqual(self.control(106, cluster, 0x0740005E, text)[0], 0)
        self.assertIn("D:\\".encode("utf-16le"), self.control(106, cluster, 0x07000059)[1])
        wrong = property_list(("DefaultNetworkRole", "a text"))
        self.assertEqual(self.control(106, cluster, 0x0740005E, wrong)[0], 13)
        self.assertEqual(self.control(106, cluster, 0x0740005E, property_list(("ClusterFunctionalLevel", "")))[0], 87)

    def test_enumeration_with_properties(self):
        cluster, star = open_cluster(self.c)[2], "*\0".encode("utf-16le")
        out = self.c.request(143, cluster + (u32(0x20000) + u32(4) + star + u32(4)) * 2)
        self.assertEqual((read_u32(out, 4), read_u32(out, 8), out[-8:]), (4, 4, bytes(8)))
        out = self.c.request(144, cluster + u32(0) * 4)
        self.assertEqual((read_u32(out, 4), read_u32(out, 8)), (9, 9))
        names = "Nonsense\0\0".encode("utf-16le")
        out = self.c.request(143, cluster + u32(0x20000) + u32(20) + names + u32(20) + u32(0) * 2)
        self.assertEqual(out, u32(0) * 2 + u32(87))

    def test_dependency_expression(self):
        server, name = self.open("resource", "Web Server"), self.open("resource", "Web Name")
        out = self.c.request(110, server)
        self.assertEqual(read_wstr(out, 4), "([7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b06])")
        self.assertEqual(self.order(20, server + name), 0)
        self.assertEqual(self.order(20, server + name), 5002)
        self.assertEqual(self.order(109, server + u32(0)), 0)
        self.assertEqual(self.order(109, server + u32(0x20000) + wstr("[Web IP] or")), 87)

    def test_never_implemented(self):
        self.assertEqual(self.order(104, wstr("C:\\")), 120)

    def test_small_cluster_has_none(self):
        restart()
        c = Connection()
        self.assertEqual(c.request(7, u32(0x0E))[4:12], u32(0) * 2)
        self.assertEqual(c.request(8, wstr("Web IP")), u32(5007) + u32(0) + NULL_HANDLE)
