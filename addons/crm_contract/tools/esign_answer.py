"""What an e-sign provider answers, made safe to work with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

MAX_TEXT = 500


@dataclass(frozen=True)
class Answer:
    """How far an envelope is.

    :param version: rises with each change at the provider
    :param signed_at: when the client signed, UTC without a zone; None: not said
    """

    status: str
    version: int = 0
    sign_url: str = ""
    file_sha256: str = ""
    reason: str = ""
    signer_name: str = ""
    signed_at: datetime | None = None


def read(values: Mapping[str, Any]) -> Answer:
    """Return what ``values`` say; what cannot be understood is left out.

    >>> answer = read({"status": "completed", "version": 3, "signers": [
    ...     {"role": "company"},
    ...     {"role": "client", "name": "赵敏", "signed_at": "2026-03-01T10:00+08:00"},
    ... ]})
    >>> answer.status, answer.version, answer.signer_name, str(answer.signed_at)
    ('completed', 3, '赵敏', '2026-03-01 02:00:00')
    >>> read({"version": "x", "signers": [1, {"role": "client", "signed_at": 5}]})
    Answer(status='', version=0, sign_url='', file_sha256='', reason='', \
signer_name='', signed_at=None)
    """
    signers = values.get("signers")
    client: Mapping[str, Any] = next(
        (
            signer
            for signer in (signers if isinstance(signers, list) else [])
            if isinstance(signer, dict) and signer.get("role") == "client"
        ),
        {},
    )
    version = values.get("version")
    return Answer(
        status=_text(values.get("status")),
        version=version if isinstance(version, int) else 0,
        sign_url=_text(values.get("sign_url")),
        file_sha256=_text(values.get("file_sha256")).lower(),
        reason=_text(values.get("reason")),
        signer_name=_text(client.get("name")),
        signed_at=_moment(client.get("signed_at")),
    )


def _text(value: object) -> str:
    return value.strip()[:MAX_TEXT] if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None:
        return None  # without its zone a time of day says nothing
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
