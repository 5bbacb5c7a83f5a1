"""A UDP server and a client that asks again when no answer comes."""
import socket
import threading

server = socket.socket(type=socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))


def serve():
    while True:
        data, client = server.recvfrom(65535)
        server.sendto(data, client)


threading.Thread(target=serve, daemon=True).start()
client = socket.socket(type=socket.SOCK_DGRAM)
client.connect(server.getsockname())
client.settimeout(0.5)
for number in range(50):
    question = b"%d" % number
    for _ in range(5):
        client.send(question)
        try:
            if client.recv(65535) == question:
                break
        except TimeoutError:
            continue
