"""A client that makes a connection for each question and closes it first; the range of ports is made small so that it does not take 28,000 of them."""
import socket
import struct
import threading

IP_LOCAL_PORT_RANGE = 51

listener = socket.create_server(("127.0.0.1", 0), backlog=64)


def serve():
    while True:
        connection, _ = listener.accept()
        connection.sendall(b"answer")
        connection.recv(1)
        connection.close()


threading.Thread(target=serve, daemon=True).start()
first = 33000 + listener.getsockname()[1] % 20000
for question in range(30):
    client = socket.socket()
    client.setsockopt(socket.IPPROTO_IP, IP_LOCAL_PORT_RANGE, struct.pack("=I", (first + 9) << 16 | first))
    try:
        client.connect(listener.getsockname())
        client.recv(16)
    except OSError as error:
        print(error)
    client.close()
