"""A mark in the file itself that says how a clip was made: a C2PA manifest, signed with this installation's own key.

Anybody's C2PA reader can check that no byte was changed since, and see the clip's version and sources. Who signed is
known to this installation alone: no authority vouches for its key, so to others the mark is valid, the signer unknown.

Source: C2PA Technical Specification (certificate profile, actions, BMFF hash); IPTC, Digital Source Type vocabulary.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

log = logging.getLogger(__name__)

KIND = "video/mp4"
LESSON = "org.ninety.lesson"  # our own assertion: which script version, which sources
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
BY_RULES = SOURCE_TYPES + "algorithmicMedia"  # a voice by rules, drawings by program
BY_MODEL = SOURCE_TYPES + "trainedAlgorithmicMedia"  # a trained voice speaks
WITH_RECORDINGS = SOURCE_TYPES + "compositeSynthetic"
WITH_RECORDINGS_AND_MODEL = SOURCE_TYPES + "compositeWithTrainedAlgorithmicMedia"
VALID_FOR = timedelta(days=20 * 365)  # without a timestamp of an authority a mark dies with its certificate
FILM_KINDS = {".mp4": KIND, ".m4v": KIND, ".mov": "video/quicktime"}
PARENT = {"title": "The film that its author brought", "relationship": "parentOf"}
PAUSE_S = 600.0  # an authority that hangs keeps a clip waiting for 30 s: not each of a series
OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


@dataclass(frozen=True, slots=True)
class Making:
    """How a clip was made.

    Attributes:
        recorded: something in it was recorded by people.
        trained: a model that learned from recordings speaks in it.
        credits: whose work is in it, as written for people.
    """

    recorded: bool = False
    trained: bool = False
    credits: tuple[str, ...] = ()

    @property
    def source_type(self) -> str:
        """As IPTC's vocabulary of digital source types names it."""
        if self.recorded:
            return WITH_RECORDINGS_AND_MODEL if self.trained else WITH_RECORDINGS
        return BY_MODEL if self.trained else BY_RULES


class Provenance:
    """Signs finished clips and reads what is signed.

    The key is made on first use, in one file that only we may read. Without it the next clip is signed by a new one.

    Args:
        timestamp_url: of an authority that says when a mark was made (RFC 3161), "" for none.
        monotonic: seconds that only go forward.
    """

    def __init__(self, folder: Path, timestamp_url: str = "", monotonic: Callable[[], float] = time.monotonic) -> None:
        self._file = folder / "signer.pem"
        self._timestamp_url, self._monotonic = timestamp_url, monotonic
        self._asks_from = float("-inf")

    def sign(self, mp4: Path, *, title: str, version: str, sources: Sequence[str], making: Making) -> None:
        """Put the mark into the file, which is replaced whole or not at all. The index stays before the media.

        Args:
            version: of the script, such as "the-data-leak/1@3".
            sources: what the claims rest on, as written for people.
        """
        self._mark(mp4, _manifest(title, version, sources, making), None)

    def sign_film(self, mp4: Path, film: Path, *, title: str, version: str, sources: Sequence[str]) -> None:
        """Put a mark into a clip that was coded from an author's own film, with that film's mark inside, if it has one.

        How the film was made is its own mark's to say: this one claims nothing of it.

        Args:
            film: which is known to be readable, by foreign.is_readable().
        """
        self._mark(mp4, _film_manifest(title, version, sources), film)

    def _mark(self, mp4: Path, manifest: str, film: Path | None) -> None:
        if not self._timestamp_url or self._monotonic() < self._asks_from:
            return self._put(mp4, manifest, film, "")
        try:
            self._put(mp4, manifest, film, self._timestamp_url)
        except c2pa.C2paError as error:
            # A clip without a time stamp is better than none: people wait for their lesson, and it says when by itself.
            log.warning("no time stamp in a clip, and none is asked for in the next minutes: %s", error)
            self._asks_from = self._monotonic() + PAUSE_S
            self._put(mp4, manifest, film, "")

    def _put(self, mp4: Path, manifest: str, film: Path | None, timestamp_url: str) -> None:
        with c2pa.Context.from_dict(self.settings) as context, c2pa.Builder(manifest, context) as builder:
            if film is not None:
                builder.set_intent(c2pa.C2paBuilderIntent.EDIT)
                as_ingredient(builder, film)
            handle, name = tempfile.mkstemp(dir=mp4.parent, prefix=mp4.stem, suffix=".signing")
            try:
                with mp4.open("rb") as source, os.fdopen(handle, "w+b") as signed:
                    builder.sign(self._signer(timestamp_url), KIND, source, signed)
                Path(name).chmod(mp4.stat().st_mode & 0o777)
                Path(name).replace(mp4)
            finally:
                Path(name).unlink(missing_ok=True)

    def read(self, mp4: Path) -> dict[str, Any]:
        """The manifests of the file as C2PA's own reader reports them, {} when there are none.

        "validation_state" is "Trusted" for an unchanged clip of this installation, "Valid" for one of somebody else,
        "Invalid" when a byte was changed.
        """
        return manifests_in(mp4, self.settings)

    @cached_property
    def _pem(self) -> str:
        """The key, and below it the certificates from the signer's to the root's."""
        if not self._file.exists():
            _make_signer(self._file)
        return self._file.read_text()

    @property
    def _certificates(self) -> str:
        return self._pem[self._pem.index("-----BEGIN CERTIFICATE") :]

    @property
    def settings(self) -> dict[str, Any]:
        """What a reader must know to trust our clips; no secret."""
        root = self._certificates[self._certificates.rindex("-----BEGIN CERTIFICATE") :]
        return OFFLINE | {"trust": {"user_anchors": root}}

    def _signer(self, timestamp_url: str) -> c2pa.Signer:
        key = self._pem[: self._pem.index("-----BEGIN CERTIFICATE")]
        about = (self._certificates.encode(), key.encode(), timestamp_url.encode() or None)
        info = c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, *about)
        return c2pa.Signer.from_info(info)


def as_ingredient(builder: c2pa.Builder, film: Path) -> None:
    """Name a film as what the clip was made from; a mark that it bears comes along whole."""
    with film.open("rb") as content:
        builder.add_ingredient(json.dumps(PARENT), FILM_KINDS[film.suffix], content)


def stamped_at(manifests: Mapping[str, Any]) -> str:
    """When an authority says that the newest mark was made, as ISO 8601; "" where none does, or its stamp is not whole.

    That the stamp is over this mark is checked; whether its authority is to be trusted is for the reader to judge.
    """
    results = manifests.get("validation_results", {}).get("activeManifest", {}).get("success", ())
    if not any(each.get("code") == "timeStamp.validated" for each in results):
        return ""
    mark = manifests.get("manifests", {}).get(manifests.get("active_manifest", ""), {})
    return str(mark.get("signature_info", {}).get("time", ""))


def manifests_in(mp4: Path, settings: dict[str, Any]) -> dict[str, Any]:
    """See Provenance.read."""
    with c2pa.Context.from_dict(settings) as context, mp4.open("rb") as file:
        reader = c2pa.Reader.try_create(KIND, file, context=context)
        if reader is None:
            return {}
        with reader:
            manifests: dict[str, Any] = json.loads(reader.json())
            return manifests


def _manifest(title: str, version: str, sources: Sequence[str], making: Making) -> str:
    creation = {
        "action": "c2pa.created",
        "digitalSourceType": making.source_type,
        "softwareAgent": {"name": "Ninety"},
    }
    lesson = {
        "version": version,
        "sources": list(sources),
        "syntheticVoice": not making.recorded,
        "credits": list(making.credits),
    }
    return json.dumps(
        {
            "claim_generator_info": [{"name": "Ninety"}],
            "title": title,
            "assertions": [
                {"label": "c2pa.actions.v2", "data": {"actions": [creation], "allActionsIncluded": True}},
                {"label": LESSON, "data": lesson},
            ],
        }
    )


def _film_manifest(title: str, version: str, sources: Sequence[str]) -> str:
    # "c2pa.opened" comes before it by itself: the library writes it for what is edited.
    lesson = {"version": version, "sources": list(sources), "credits": []}
    return json.dumps(
        {
            "claim_generator_info": [{"name": "Ninety"}],
            "title": title,
            "assertions": [
                {"label": "c2pa.actions.v2", "data": {"actions": [{"action": "c2pa.transcoded"}]}},
                {"label": LESSON, "data": lesson},
            ],
        }
    )


def _make_signer(file: Path) -> None:
    """A key and its certificates, unless another process was faster. The root's own key is forgotten at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)  # readable by us alone
    try:
        with os.fdopen(handle, "w") as fresh:
            fresh.write(_fresh_pem(datetime.now(UTC)))
        os.link(name, file)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def _fresh_pem(now: datetime) -> str:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = _name("Ninety installation"), _name("Ninety clip signer")
    root = _certificate(root_name, root_name, root_key.public_key(), root_key.public_key(), now)
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(_usage(signs_certificates=True), critical=True)
    leaf = _certificate(name, root_name, key.public_key(), root_key.public_key(), now)
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(_usage(signs_certificates=False), critical=True)
    leaf = leaf.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    chain = [builder.sign(root_key, hashes.SHA256()).public_bytes(Encoding.PEM) for builder in (leaf, root)]
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return b"".join([secret, *chain]).decode()


def _name(text: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ninety"), x509.NameAttribute(NameOID.COMMON_NAME, text)]
    )


def _certificate(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, by: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder(
            issuer, name, key, x509.random_serial_number(), now - timedelta(days=1), now + VALID_FOR
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
