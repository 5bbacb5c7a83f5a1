"""A web server that takes one recv(1024) for the whole request."""
import socket
import threading

listener = socket.create_server(("127.0.0.1", 0))


def client():
    with socket.create_connection(listener.getsockname()) as connection:
        body = b"x" * 4000
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n" + body)
        try:
            print("client:", connection.recv(65536)[:15])
        except ConnectionResetError as error:
            print("client:", error)


thread = threading.Thread(target=client)
thread.start()
connection, _ = listener.accept()
request = connection.recv(1024)
connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
connection.close()
thread.join()
