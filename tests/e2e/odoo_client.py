"""A member of staff who works through Odoo's external JSON-2 API."""

import requests

TIMEOUT = (5, 300)


class ApiError(AssertionError):
    """The server refused; the message is the server's sentence."""


class Staff:
    """One user with an API key of his own.

    The key is made the way the user makes it in his preferences: log in, confirm the
    password, name the key. All calls go out with the key alone.
    """

    def __init__(self, url: str, db: str, login: str, password: str):
        self.url, self.db, self.login = url, db, login
        self._key = self._make_key(password)
        (self.uid,) = self.call("res.users", "search", domain=[["login", "=", login]])

    def call(self, model: str, method: str, ids=(), **arguments):
        """Call ``method`` on the records ``ids`` of ``model``; answer its result."""
        answer = requests.post(
            f"{self.url}/json/2/{model}/{method}",
            json={"ids": list(ids), "context": {"lang": "zh_CN"}, **arguments}
            if ids
            else {"context": {"lang": "zh_CN"}, **arguments},
            headers={
                "Authorization": f"bearer {self._key}",
                "X-Odoo-Database": self.db,
            },
            timeout=TIMEOUT,
        )
        if answer.status_code != 200:
            raise ApiError(self._error(answer, f"{self.login}: {model}.{method}"))
        return answer.json()

    def create(self, model: str, **values) -> int:
        """Create one record; answer its id."""
        return self.call(model, "create", vals_list=[values])[0]

    def read(self, model: str, record_id: int, *names) -> dict:
        """Read ``names`` of one record."""
        return self.call(model, "read", [record_id], fields=list(names))[0]

    def search(self, model: str, *domain, **options) -> list[int]:
        """Answer the ids of the records that fit ``domain``."""
        return self.call(
            model, "search", domain=[list(leaf) for leaf in domain], **options
        )

    @staticmethod
    def _error(answer, what: str) -> str:
        try:
            message = answer.json()["message"]
        except (ValueError, KeyError, TypeError):
            message = answer.text[:500]
        return f"{what}: HTTP {answer.status_code}: {message}"

    # -- the key -------------------------------------------------------------------

    def _make_key(self, password: str) -> str:
        session = requests.Session()
        self._rpc(
            session,
            "/web/session/authenticate",
            db=self.db,
            login=self.login,
            password=password,
        )
        wizard = "res.users.apikeys.description"
        values = {"name": "end-to-end thread", "duration": "1"}
        (description,) = self._call_kw(session, wizard, "create", [[values]])
        action = self._call_kw(session, wizard, "make_key", [[description]])
        if action["res_model"] == "res.users.identitycheck":
            action = self._call_kw(
                session,
                "res.users.identitycheck",
                "run_check",
                [[action["res_id"]]],
                context={"password": password},
            )
        return action["context"]["default_key"]

    def _call_kw(self, session, model: str, method: str, args: list, **kwargs):
        return self._rpc(
            session,
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def _rpc(self, session, path: str, **params):
        answer = session.post(
            f"{self.url}{path}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=TIMEOUT,
        ).json()
        if "error" in answer:
            raise ApiError(f"{self.login}: {path}: {answer['error']['data']}")
        return answer["result"]
