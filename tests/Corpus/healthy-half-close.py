"""A client that ends its sending side and reads the answer; a server that answers at the end of the stream."""
import socket
import threading

listener = socket.create_server(("127.0.0.1", 0))


def serve():
    connection, _ = listener.accept()
    with connection:
        count = 0
        while part := connection.recv(65536):
            count += len(part)
        connection.sendall(b"%d bytes" % count)


thread = threading.Thread(target=serve)
thread.start()
with socket.create_connection(listener.getsockname()) as client:
    client.sendall(b"x" * 300_000)
    client.shutdown(socket.SHUT_WR)
    answer = b""
    while part := client.recv(100):
        answer += part
    assert answer == b"300000 bytes"
thread.join()
