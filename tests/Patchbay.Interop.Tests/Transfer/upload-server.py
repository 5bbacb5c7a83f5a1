"""Takes files by PUT: whole, in chunks, or the rest of one whose beginning it has. Prints its port; says on stderr what it was asked."""
import http.server
import os
import re
import sys

root = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def path_of(self):
        return os.path.join(root, self.path.lstrip("/"))

    def do_HEAD(self):
        part = self.path_of() + ".upload"
        self.send_response(200 if os.path.exists(part) else 404)
        if os.path.exists(part):
            self.send_header("Upload-Offset", str(os.path.getsize(part)))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_PUT(self):
        length, coding, content_range = (self.headers.get(name) for name in ("Content-Length", "Transfer-Encoding", "Content-Range"))
        print("PUT", self.path, length, coding, content_range, file=sys.stderr, flush=True)
        part = self.path_of() + ".upload"
        start = int(re.match(r"bytes (\d+)-\d+/\d+$", content_range).group(1)) if content_range else 0
        if start != (os.path.getsize(part) if content_range else 0):
            self.send_error(409)
            return
        with open(part, "ab" if content_range else "wb") as file:
            if coding == "chunked":
                while (size := int(self.rfile.readline(), 16)) > 0:
                    file.write(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
            else:
                file.write(self.rfile.read(int(length)))
        os.rename(part, self.path_of())
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
