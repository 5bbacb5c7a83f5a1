"""A client that tries a port of the ephemeral range until its server is up; the range is made small, so that the chance comes soon."""
import socket
import struct
import time

IP_LOCAL_PORT_RANGE = 51

with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
for attempt in range(20):
    client = socket.socket()
    client.setsockopt(socket.IPPROTO_IP, IP_LOCAL_PORT_RANGE, struct.pack("=I", (port + 1) << 16 | port))
    try:
        client.connect(("127.0.0.1", port))
        client.sendall(b"hello")
        print("the server says", client.recv(10))
        break
    except ConnectionRefusedError:
        client.close()
        time.sleep(0.02)
