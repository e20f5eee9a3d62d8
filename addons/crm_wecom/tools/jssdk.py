"""The signature by which WeCom lets a page use its JavaScript."""

import hashlib


def page_url(url: str) -> str:
    """``url`` as it is signed: as the browser has it, without what follows ``#``.

    >>> page_url("https://crm.cn/a?b=%E4%BD%A0&c=1#d?#")
    'https://crm.cn/a?b=%E4%BD%A0&c=1'
    """
    return url.partition("#")[0]


def signature(ticket: str, noncestr: str, timestamp: int | str, url: str) -> str:
    """The signature of the vendor's pages on JS-SDK: sha1 of four values in order.

    >>> signature(
    ...     "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2f"
    ...     "zFy1AOcHKP7qg", "Wm3WZYTPz0wzccnW", "1414587457",
    ...     "http://mp.weixin.qq.com?params=value")
    '0f9de62fce790f9a083d5c99e95740ceb90c27ed'
    """
    raw = (
        f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}"
        f"&url={page_url(url)}"
    )
    # The vendor's algorithm: it proves a ticket, it protects no secret.
    return hashlib.sha1(raw.encode()).hexdigest()
