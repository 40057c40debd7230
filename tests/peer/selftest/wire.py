"""What the tests of the test peer share.

Stub data is written and read here byte by byte and travels through Samba's RPC client (rpc_raw), so
the library takes no part.
"""
import os
import struct
import subprocess
import unittest

GENERIC_ALL, GENERIC_READ, MAXIMUM_ALLOWED = 0x10000000, 0x80000000, 0x02000000
NULL_HANDLE = bytes(20)
ADMIN = (os.environ["PEER_USER"], os.environ["PEER_PASSWORD"])
ALICE = (os.environ["PEER_USER2"], os.environ["PEER_PASSWORD2"])
# the NTSTATUS that Samba's client makes of the faults op_rng_error, context_mismatch and 5
FAULT_OP_RANGE, FAULT_CONTEXT, FAULT_ACCESS = 0xC002002E, 0xC0030005, 0xC0000022
LOGON_FAILURE = 0xC000006D


class Fault(Exception):
    pass


class Connection:
    """One process of rpc_raw."""

    def __init__(self, binding="ncacn_ip_tcp:%s[seal]" % os.environ["PEER_IP"], user=ADMIN):
        argv = [os.environ["RPC_RAW"], binding, os.environ["PEER_DOMAIN"], *user]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
        self.answer()

    def __del__(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def answer(self):
        word, _, rest = self.process.stdout.readline().strip().partition(" ")
        if word != "ok":
            raise Fault(int(rest, 16) if rest else 0)
        return bytes.fromhex(rest)

    def request(self, opnum, stub):
        self.process.stdin.write("%d %s\n" % (opnum, stub.hex()))
        self.process.stdin.flush()
        return self.answer()


def u32(value):
    return struct.pack("<I", value)


def read_u32(data, offset=0):
    return struct.unpack_from("<I", data, offset)[0]


def wstr(text):
    units = text.encode("utf-16le") + b"\0\0"
    count = len(units) // 2
    return u32(count) + u32(0) + u32(count) + units + bytes(-len(units) % 4)


def read_wstr(data, offset):
    count = read_u32(data, offset + 8)
    return data[offset + 12 : offset + 12 + 2 * count - 2].decode("utf-16le")


def open_cluster(c, access=GENERIC_ALL):
    """Returns granted, status, handle."""
    out = c.request(117, u32(access))
    return read_u32(out), read_u32(out, 4), out[8:28]


def open_interface(c, name="node1 - Ethernet", access=GENERIC_ALL, opnum=122):
    out = c.request(opnum, wstr(name) + u32(access))
    return read_u32(out), read_u32(out, 4), out[12:32]


def control(c, handle, code, data=b"", room=4096, node=None):
    """Returns result, required, output."""
    stub = handle + (node or b"") + u32(code)
    stub += u32(0x20000) + u32(len(data)) + data + bytes(-len(data) % 4) if data else u32(0)
    out = c.request(97 if node else 98, stub + u32(len(data)) + u32(room))
    count = read_u32(out, 8)
    end = 12 + count + (-count % 4)
    return read_u32(out, end + 12), read_u32(out, end + 4), out[12 : 12 + count]


def value(syntax, text):
    data = text.encode("utf-16le") + b"\0\0"
    return u32(syntax) + u32(len(data)) + data + bytes(-len(data) % 4)


def property_list(*pairs):
    body = b"".join(value(0x00040003, n) + value(0x00010003, v) + u32(0) for n, v in pairs)
    return u32(len(pairs)) + body


def restart(*lines):
    subprocess.run([os.environ["PEER_RESTART"], *lines], check=True)


class PeerTest(unittest.TestCase):
    def assertFault(self, status, function, *args):
        with self.assertRaises(Fault) as caught:
            function(*args)
        self.assertEqual(hex(caught.exception.args[0]), hex(status))
