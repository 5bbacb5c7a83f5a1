"""A client that writes the head and the body of each question with a call of its own."""
import socket
import struct
import threading

listener = socket.create_server(("127.0.0.1", 0))


def exactly(connection, count):
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            return None
        data += part
    return data


def serve():
    connection, _ = listener.accept()
    while head := exactly(connection, 4):
        body = exactly(connection, struct.unpack("!I", head)[0])
        connection.sendall(head + body)
    connection.close()


threading.Thread(target=serve, daemon=True).start()
client = socket.create_connection(listener.getsockname())
for _ in range(20):
    body = b"what time is it"
    client.send(struct.pack("!I", len(body)))
    client.send(body)
    exactly(client, 4 + len(body))
client.close()
