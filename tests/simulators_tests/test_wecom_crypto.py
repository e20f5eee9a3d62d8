"""WeCom's callback crypto: the published vector, and what must be refused."""

import base64
import random

import pytest

TOKEN = "hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo"
KEY = "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt"
CORP = "ww1436e0e65a779aee"
TIMESTAMP, NONCE = "1476416373", "47744683"
SIGNATURE = "012bc692d0a58dd4b10f8dfe5c4ac00ae211ebeb"
ECHO = (
    "fsi1xnbH4yQh0+PJxcOdhhK6TDXkjMyhEPA7xB2TGz6b+g7xyAbEkRxN/3cNXW9qdqjnoVzEtpbhnFyq"
    "6SVHyA=="
)


@pytest.fixture
def crypto(tools):
    return tools.crypto.WecomCrypto(TOKEN, KEY, CORP)


def test_the_published_vector_byte_for_byte(crypto):
    assert crypto.sign(TIMESTAMP, NONCE, ECHO) == SIGNATURE
    assert crypto.verify(SIGNATURE, TIMESTAMP, NONCE, ECHO)
    assert crypto.decrypt(ECHO) == b"1288432023552776189"
    assert crypto.encrypt(b"1288432023552776189", prefix=b"8908d0ff052afda0") == ECHO


def test_a_changed_value_breaks_the_signature(crypto):
    assert not crypto.verify(SIGNATURE[:-1] + "0", TIMESTAMP, NONCE, ECHO)
    assert not crypto.verify(SIGNATURE, TIMESTAMP, "47744684", ECHO)
    assert not crypto.verify("", TIMESTAMP, NONCE, ECHO)
    assert not crypto.verify("签名", TIMESTAMP, NONCE, ECHO)


@pytest.mark.parametrize("size", [0, 1, 11, 12, 13, 31, 32, 33, 70_000])
def test_messages_of_any_length_come_back(crypto, size):
    message = random.Random(size).randbytes(size)
    assert crypto.decrypt(crypto.encrypt(message)) == message


def test_a_message_for_another_company_is_refused(crypto, tools):
    other = tools.crypto.WecomCrypto(TOKEN, KEY, "ww0000000000000000")
    with pytest.raises(tools.crypto.CryptoError, match="another receiver"):
        crypto.decrypt(other.encrypt(b"hello"))


def test_mutated_messages_never_raise_anything_else(crypto, tools):
    source = random.Random(7)
    raw = base64.b64decode(ECHO)
    for _ in range(2000):
        mutated = bytearray(raw)
        for _ in range(source.randint(1, 4)):
            mutated[source.randrange(len(raw))] = source.randrange(256)
        cut = bytes(mutated[: source.randint(0, len(raw))])
        for text in (base64.b64encode(cut).decode(), cut.decode("latin-1")):
            try:
                crypto.decrypt(text)
            except tools.crypto.CryptoError:
                continue


@pytest.mark.parametrize("key", ["", "short", "A" * 42, "A" * 44, "字" * 43])
def test_a_key_that_is_none_is_refused(tools, key):
    with pytest.raises(tools.crypto.CryptoError):
        tools.crypto.WecomCrypto(TOKEN, key, CORP)
