"""A second name server, with other names than the peer's own."""
import contextlib
import socket
import subprocess
import time

from check_harness import ENV

OTHER_IP = "10.57.0.3"  # the server's machine, but no service of Samba listens there


def add_other_address():
    subprocess.run(["ip", "address", "add", f"{OTHER_IP}/24", "dev", ENV["PEER_TAP"]], check=True)


@contextlib.contextmanager
def second_name_server(*options):
    """`options`: of dnsmasq; it listens on OTHER_IP."""
    process = subprocess.Popen(["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--pid-file=",
                                "--no-resolv", "--no-hosts", "--bind-interfaces", f"--listen-address={OTHER_IP}",
                                "--except-interface=lo", "--local=/#/", *options])
    try:
        for _ in range(100):  # until it listens, on TCP as on UDP
            with socket.socket() as s:
                if s.connect_ex((OTHER_IP, 53)) == 0:
                    break
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait()
