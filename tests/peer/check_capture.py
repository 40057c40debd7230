"""What really was on the wire: captures the frames of the TAP device and takes them apart."""
import collections
import socket
import struct
import threading

ETH_IPV4, ETH_IPV6 = 0x0800, 0x86DD
TCP, UDP = 6, 17
SO_RCVBUFFORCE = 33  # beyond the machine's limit: on a busy one nothing may be lost
TO_US = "<-"
TO_SERVER = "->"

Pdu = collections.namedtuple("Pdu", "direction port ptype flags auth_type auth_level data")
Datagram = collections.namedtuple("Datagram", "source target port data")


class Capture:
    """with Capture(name) as c: ...; then c.pdus() and c.datagrams(port)."""

    def __init__(self, name):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))  # ETH_P_ALL
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
        self.socket.bind((name, 0))
        self.frames = []
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._read)

    def __enter__(self):
        self.socket.settimeout(0.05)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()
        self.socket.close()

    def _read(self):
        while True:
            try:
                self.frames.append(self.socket.recv(65536))
            except socket.timeout:
                if self.done.is_set():
                    return

    def _packets(self, protocol):
        """(source, target, payload) of every IP packet of the protocol. No fragments and no extension headers here."""
        for frame in self.frames:
            kind, ip = struct.unpack_from("!H", frame, 12)[0], frame[14:]
            if kind == ETH_IPV4 and ip[9] == protocol:
                size = struct.unpack_from("!H", ip, 2)[0]
                yield socket.inet_ntoa(ip[12:16]), socket.inet_ntoa(ip[16:20]), ip[(ip[0] & 15) * 4:size]
            elif kind == ETH_IPV6 and ip[6] == protocol:
                size = 40 + struct.unpack_from("!H", ip, 4)[0]
                yield (socket.inet_ntop(socket.AF_INET6, ip[8:24]), socket.inet_ntop(socket.AF_INET6, ip[24:40]),
                       ip[40:size])

    def datagrams(self, port):
        """UDP datagrams to this port."""
        found = []
        for source, target, udp in self._packets(UDP):
            if struct.unpack_from("!H", udp, 2)[0] == port:
                found.append(Datagram(source, target, port, udp[8:]))
        return found

    def payloads(self, but=()):
        """All that TCP and UDP carried, but from and to these ports."""
        parts = [(tcp, (tcp[12] >> 4) * 4) for _, _, tcp in self._packets(TCP)] + [(udp, 8) for _, _, udp in self._packets(UDP)]
        return b"".join(data[head:] for data, head in parts if not set(struct.unpack_from("!HH", data)) & set(but))

    def flights(self, client, ports):
        """Times that the client asked something of these TCP ports, a connection or a reply, and then waited."""
        count, asked = 0, False
        for source, _, tcp in self._packets(TCP):
            from_port, to_port = struct.unpack_from("!HH", tcp)
            size, syn = len(tcp) - (tcp[12] >> 4) * 4, tcp[13] & 2
            if not {from_port, to_port} & set(ports) or not (size or syn):
                continue
            count += source == client and not asked
            asked = source == client
        return count

    def connections(self):
        """Number of TCP connections that were asked for, again or not."""
        return len({(a, b, tcp[:4]) for a, b, tcp in self._packets(TCP) if tcp[13] & 0x12 == 2})

    def pdus(self, ports):
        """PDUs of all connections to these ports, in the order in which each was complete."""
        # a client may get one of the ports too, for a connection to another service: only who is connected to is a server
        packets = [(source, target, tcp, *struct.unpack_from("!HHI", tcp)) for source, target, tcp in self._packets(TCP)]
        servers = {(target, to_port) for _, target, tcp, _, to_port, _ in packets if tcp[13] & 0x12 == 2 and to_port in ports}
        streams, following, found = {}, {}, []
        for source, target, tcp, from_port, to_port, seq in packets:
            data = tcp[(tcp[12] >> 4) * 4:]
            to_server = (target, to_port) in servers
            server = to_port if to_server else from_port
            if not (to_server or (source, from_port) in servers) or not data:
                continue
            key = (source, from_port, target, to_port)
            if following.setdefault(key, seq) != seq:
                continue  # a repeated segment; a lost one cannot be on this device
            following[key] = (seq + len(data)) & 0xFFFFFFFF
            stream = streams.setdefault(key, bytearray())
            stream += data
            direction = TO_SERVER if to_server else TO_US
            found += self._take_pdus(stream, direction, server)
        return found

    @staticmethod
    def _take_pdus(stream, direction, port):
        while len(stream) >= 16:
            size, auth_size = struct.unpack_from("<HH", stream, 8)
            if size < 16 or len(stream) < size:
                return
            data = bytes(stream[:size])
            del stream[:size]
            trailer = size - auth_size - 8
            auth = data[trailer:trailer + 2] if auth_size else bytes(2)
            yield Pdu(direction, port, data[2], data[3], auth[0], auth[1], data)
