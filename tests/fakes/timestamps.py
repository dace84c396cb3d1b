"""A time stamping authority (RFC 3161) over HTTP, whose answers OpenSSL signs."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/root.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """Attributes: asked counts requests; broken answers with 500; silent never answers."""

    folder: Path
    url: str = ""
    asked: int = 0
    broken: bool = False
    waiting: threading.Event = field(default_factory=threading.Event)
    silent: bool = False

    def stamp(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        order = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply"]
        subprocess.run(order, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "reply").read_bytes()


def _name(name: str) -> x509.Name:
    names = ((NameOID.ORGANIZATION_NAME, "Time authority"), (NameOID.COMMON_NAME, name))
    return x509.Name([x509.NameAttribute(*each) for each in names])


def _certificates(folder: Path) -> None:
    now = datetime.now(UTC)
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root_name = _name("Time root")

    def build(name: str, public: rsa.RSAPublicKey, issuer: x509.Name) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(_name(name)).issuer_name(issuer).public_key(public)
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        return builder.not_valid_after(now + timedelta(days=30))

    root = build("Time root", root_key.public_key(), root_name)
    root = root.add_extension(x509.BasicConstraints(True, None), critical=True)
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    signs = x509.KeyUsage(digital_signature=False, key_cert_sign=True, crl_sign=True, **usage)
    root = root.add_extension(signs, critical=True)
    root = root.add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
    leaf = build("Time", key.public_key(), root_name)
    for extension, critical in (
        (x509.BasicConstraints(False, None), True),
        (x509.KeyUsage(digital_signature=True, key_cert_sign=False, crl_sign=False, **usage), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
    ):
        leaf = leaf.add_extension(extension, critical)
    for name, made in (("root.pem", root), ("tsa.pem", leaf)):
        (folder / name).write_bytes(made.sign(root_key, hashes.SHA256()).public_bytes(Encoding.PEM))
    (folder / "tsa.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@contextmanager
def authority(folder: Path) -> Iterator[Authority]:
    folder.mkdir()
    _certificates(folder)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    used = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            used.asked += 1
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if used.silent:
                used.waiting.wait(60)
                return
            body = b"" if used.broken else used.stamp(query)
            self.send_response(500 if used.broken else 200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    used.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield used
    finally:
        used.waiting.set()
        server.shutdown()
        server.server_close()
