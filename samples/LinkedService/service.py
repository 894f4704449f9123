"""A service that the hub links by HTTP (docs/linking-a-service.md): python3 service.py PORT FILE [TOKEN]"""
import http.server, json, sqlite3, sys, threading, urllib.parse

db = sqlite3.connect(sys.argv[2], check_same_thread=False, isolation_level=None)
db.execute("CREATE TABLE IF NOT EXISTS record (key TEXT PRIMARY KEY, content TEXT, version INTEGER, cursor INTEGER UNIQUE, "
           "origin TEXT, change TEXT)")  # a deleted record keeps its row, so that its version and the last cursor stay
changed = threading.Condition()  # also guards the connection: changes get their cursors in the order of their commits


def find(key):
    return db.execute("SELECT content, version, change FROM record WHERE key = ?", (key,)).fetchone() or (None, 0, None)


def write(key, content, headers, dry):
    with changed:
        old, version, change = find(key)
        if headers["If-Match"] not in (None, f'"{version}"' if old else "") or (headers["If-None-Match"] == "*" and old):
            return 412
        if not old and content is None:
            return 404
        if not dry:  # a user's request has neither header: its change is new, and what the hub wrote last stays remembered
            db.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?, (SELECT COALESCE(MAX(cursor), 0) + 1 FROM record), ?, ?)",
                       (key, content, version + 1, headers["Hub-Origin"] or "new", headers["Hub-Change"] or change))
            changed.notify_all()
        return 204 if old else 201


def read(after, limit, wait):
    with changed:
        if after > db.execute("SELECT COALESCE(MAX(cursor), 0) FROM record").fetchone()[0]:
            return None
        rows = lambda: db.execute("SELECT * FROM record WHERE cursor > ? ORDER BY cursor LIMIT ?", (after, limit)).fetchall()
        return changed.wait_for(rows, wait) or []


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open
    wbufsize = -1  # an answer goes out as one packet

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body)

    def handle_one(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if len(sys.argv) > 3 and self.headers["Authorization"] != f"Bearer {sys.argv[3]}":
            return self.answer(401)
        if url.path == "/hub/changes":
            after = query.get("after", "0")
            rows = read(int(after), int(query.get("limit", 100)), int(query.get("wait", "0s")[:-1])) if after.isdigit() else None
            return self.answer(410) if rows is None else self.answer(200, json.dumps([{
                "specversion": "1.0", "id": str(cursor), "source": "/records", "subject": key, "version": str(version),
                "type": "hub.record.changed" if content else "hub.record.deleted", "origin": origin, "cursor": str(cursor),
                **({"data": json.loads(content)} if content else {}), **({} if change else {"externalreference": key}),
            } for key, content, version, cursor, origin, change in rows]).encode(), Content_Type="application/cloudevents-batch+json")
        key = urllib.parse.unquote(url.path.removeprefix("/records/"))
        if self.command == "GET":
            with changed:
                content, version, change = find(key)
            last = {"Hub_Change": change} if change else {}
            return self.answer(200, content.encode(), ETag=f'"{version}"', Content_Type="application/json", **last) \
                if content else self.answer(404)
        if self.command == "PUT" and not body.startswith(b"{"):
            return self.answer(422, b'{"title": "A record is a JSON object."}', Content_Type="application/problem+json")
        dry = "dry-run" in self.headers.get("Prefer", "")
        self.answer(write(key, body.decode() or None, self.headers, dry), **({"Preference_Applied": "dry-run"} if dry else {}))

    do_GET = do_PUT = do_DELETE = handle_one
    log_message = lambda *_: None


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
