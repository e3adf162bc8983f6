"""A server on this machine that answers as DROP does, from a script.

A script has the answers for each path, in order; the last one repeats. An answer is a dict:

  {"status": 202, "headers": {"Retry-After": "60"}, "json": {"message": "..."}}     or "text": "..." for plain text
  {"zip": b"...", "name": "20260312_4821_DROP.zip"}         an archive, also as text
  {}                                                        for a POST: judges the files, as DROP is documented to

and what may go wrong with it:

  "retry_in": 90        Retry-After as a date, so many seconds from now
  "ranges": true        with an ETag ("etag": another than '"1"'), and Range and If-Range are heeded
  "cut": 100            the connection ends after so many bytes of the body
  "chunked": true, "unframed": true                         no Content-Length; the latter nothing else either
  "slow": 0.1           seconds between the bytes of the body
  "reset": true         the connection is reset instead of an answer
  "lost": true          the request is read, its files are taken, and nothing is answered

In Python:

  with drop_server({"/data/download": [{"zip": b"PK..."}]}) as server:
      ... server.url ...; server.requests == [{"method", "path", "headers", "parts": [{"name", "file", "type", "text"}]}]

As a program it prints its URL and reads lines: a script as JSON, which replaces the one before and forgets what was
seen, and is answered with "ready"; or an empty line, answered with the requests as JSON. It ends with its input. An
argument is the file of a certificate and its key (PEM): it speaks TLS then.
"""
# SPDX-License-Identifier: Apache-2.0
import email.message
import email.utils
import http.server
import json
import socket
import ssl
import struct
import sys
import threading
import time

DUPLICATE = "A file with this name was already uploaded for the current download. Use a unique suffix and try again"


def parts_of(content_type, body):
    """The parts of a multipart form."""
    head = email.message.Message()
    head["content-type"] = content_type
    parts = []
    for piece in body.split(b"--" + head.get_param("boundary").encode())[1:-1]:
        lines, _, content = piece.partition(b"\r\n\r\n")
        part = email.message.Message()
        for line in lines.decode().strip().split("\r\n"):
            name, _, value = line.partition(":")
            part[name] = value.strip()
        parts.append({"name": part.get_param("name", header="content-disposition"), "file": part.get_filename(),
                      "type": part["content-type"], "bytes": content.removesuffix(b"\r\n")})
    return parts


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.close_connection = True
        owner = self.server.owner
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = parts_of(self.headers["Content-Type"], body) if body else []
        answer = owner.next_answer(self, parts)
        if answer.get("reset"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif answer.get("lost"):
            owner.judge(parts)
        else:
            self.send(*self.render(answer, parts), answer)

    do_POST = do_GET

    def render(self, answer, parts):
        """Status, headers and body."""
        headers = dict(answer.get("headers", {}))
        status, body = answer.get("status", 200), b""
        if "retry_in" in answer:
            headers["Retry-After"] = email.utils.formatdate(time.time() + answer["retry_in"], usegmt=True)
        if "zip" in answer:
            body = answer["zip"] if isinstance(answer["zip"], bytes) else answer["zip"].encode("latin-1")
            headers.setdefault("Content-Type", "application/zip")
            name = answer.get("name", "20260312_4821_DROP.zip")
            headers.setdefault("Content-Disposition", f'attachment; filename="{name}"')
        elif "text" in answer:
            body = answer["text"].encode()
            headers.setdefault("Content-Type", "text/plain; charset=utf-8")
        elif "json" in answer or (self.command == "POST" and "status" not in answer):
            if "json" not in answer:
                status, answer = self.server.owner.judge(parts)
            body = json.dumps(answer["json"]).encode()
            headers.setdefault("Content-Type", "application/json; charset=utf-8")
        if answer.get("ranges"):
            headers["Accept-Ranges"], headers["ETag"] = "bytes", answer.get("etag", '"1"')
            start = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-")
            if int(start) > 0 and self.headers.get("If-Range") == headers["ETag"]:
                headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                status, body = 206, body[int(start):]
        return status, headers, body

    def send(self, status, headers, body, answer):
        self.send_response(status)
        if answer.get("chunked"):
            headers["Transfer-Encoding"] = "chunked"
        elif not answer.get("unframed"):
            headers["Content-Length"] = str(len(body))
        for name, value in {**headers, "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        sent = body[:answer.get("cut", len(body))]
        if answer.get("chunked"):
            sent = b"%x\r\n%s\r\n" % (len(sent), sent) + (b"" if "cut" in answer else b"0\r\n\r\n")
        if "slow" not in answer:
            self.wfile.write(sent)
            return
        for byte in sent:
            self.wfile.write(bytes([byte]))
            time.sleep(answer["slow"])


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):  # a client that went away
            super().handle_error(request, client_address)


class drop_server:
    def __init__(self, script=None, certificate=None):
        self.lock = threading.Lock()
        self.play(script or {})
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.owner = self
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def play(self, script):
        """Starts a script, and forgets what was seen and taken."""
        with self.lock:
            self.script = {path: list(answers) for path, answers in script.items()}
            self.requests = []
            self.taken = set()

    def next_answer(self, request, parts):
        with self.lock:
            shown = [{**part, "text": part["bytes"].decode("latin-1")} for part in parts]
            for part in shown:
                del part["bytes"]
            self.requests.append({"method": request.command, "path": request.path, "parts": shown,
                                  "headers": {name.lower(): value for name, value in request.headers.items()}})
            answers = self.script.get(request.path, [])
            if not answers:
                return {"status": 404, "json": {"message": "The requested endpoint was not found."}}
            return answers.pop(0) if len(answers) > 1 else answers[0]

    def judge(self, parts):
        """Status and answer for uploaded files; the good ones are taken."""
        accepted, rejected = [], []
        for part in parts:
            why = self.fault_of(part)
            if why:
                rejected.append({"fileName": part["file"], "message": why})
            else:
                accepted.append({"fileName": part["file"], "fileSizeBytes": len(part["bytes"])})
                self.taken.add(part["file"])
        message = "Upload received." if accepted else "Upload request is invalid."
        return 202 if accepted else 400, {"json": {
            "message": message, "acceptedCount": len(accepted), "rejectedCount": len(rejected),
            "accepted": accepted, "rejected": rejected}}

    def fault_of(self, part):
        if not part["file"].endswith(".csv") or part["type"] != "text/csv":
            return "Only CSV files are accepted."
        try:
            header = part["bytes"].decode("utf-8").split("\n")[0].rstrip("\r")
        except UnicodeDecodeError:
            return "The file could not be read as UTF-8 CSV."
        if header != "Id,Status":
            return "Invalid CSV header. Expected: Id,Status."
        return DUPLICATE if part["file"] in self.taken else None


def main():
    with drop_server(certificate=sys.argv[1] if len(sys.argv) > 1 else None) as server:
        print(server.url, flush=True)
        for line in sys.stdin:
            if line.strip():
                server.play(json.loads(line))
                print("ready", flush=True)
            else:
                print(json.dumps(server.requests), flush=True)


if __name__ == "__main__":
    main()
