"""Where a person may be sent after a login: to a page of this server, nowhere else."""

from urllib.parse import urlsplit

HOME = "/odoo"
MAX_LENGTH = 2000


def is_local_path(path: object) -> bool:
    r"""Whether ``path`` names a page of this server, however a browser reads it.

    Browsers take ``\`` for ``/`` and leave out tabs and line ends, so an address that
    looks like a path here may be another server's there.

    >>> is_local_path("/odoo/crm/7?debug=0#x"), is_local_path("/")
    (True, True)
    >>> any(is_local_path(bad) for bad in (
    ...     "//evil.cn", "/\\evil.cn", "\\/evil.cn", "https://evil.cn", "evil.cn", "",
    ...     "/\t/evil.cn", "/ /evil.cn", "javascript:alert(1)", None, "/a\n", "/\x00",
    ...     "/" + "a" * 2000))
    False
    """
    if not isinstance(path, str) or not path.startswith("/") or path.startswith("//"):
        return False
    if len(path) > MAX_LENGTH or "\\" in path or not path.isprintable():
        return False
    if any(sign.isspace() for sign in path):
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return not (parts.scheme or parts.netloc)


def local_path(path: object) -> str:
    """``path`` where it is a page of this server, else the home page.

    >>> local_path("/web/login"), local_path("https://evil.cn/odoo")
    ('/web/login', '/odoo')
    """
    return path if is_local_path(path) else HOME
