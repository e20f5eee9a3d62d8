"""The callback crypto of both vendors: their vectors, and what must be refused."""

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


DINGTALK = {
    "token": "mryue",
    "encoding_aes_key": "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7",
    "receiver_id": "ding6ccabc44d2c8d38b",
}
DINGTALK_SIGNED = (
    "03044561471240d4a14bb09372dfcfd4fd0e40cb",
    "1608001896814",
    "WL4PK6yA",
    (
        "0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u+oTTrd15NR"
        "PvNvmBKyDCYxxOK+HZeKju4yhELOFchzNukR+t8SB/qk4ROMu3"
    ),
)


@pytest.fixture
def crypto(connector_tools):
    return connector_tools.callback_crypto.CallbackCrypto(TOKEN, KEY, CORP)


def test_the_published_vector_byte_for_byte(crypto):
    assert crypto.sign(TIMESTAMP, NONCE, ECHO) == SIGNATURE
    assert crypto.verify(SIGNATURE, TIMESTAMP, NONCE, ECHO)
    assert crypto.decrypt(ECHO) == b"1288432023552776189"
    assert crypto.encrypt(b"1288432023552776189", prefix=b"8908d0ff052afda0") == ECHO


def test_dingtalks_vector_byte_for_byte(connector_tools):
    crypto = connector_tools.callback_crypto.CallbackCrypto(**DINGTALK)
    raw = b'{"EventType":"check_url"}'
    signature, timestamp, nonce, encrypted = DINGTALK_SIGNED
    assert crypto.sign(timestamp, nonce, encrypted) == signature
    assert crypto.opened(*DINGTALK_SIGNED) == raw
    assert crypto.encrypt(raw, prefix=b"l7Y3EcX2CU5w8av3") == encrypted
    with pytest.raises(connector_tools.callback_crypto.CryptoError):
        crypto.opened(signature, timestamp, "WL4PK6yB", encrypted)


def test_a_changed_value_breaks_the_signature(crypto):
    assert not crypto.verify(SIGNATURE[:-1] + "0", TIMESTAMP, NONCE, ECHO)
    assert not crypto.verify(SIGNATURE, TIMESTAMP, "47744684", ECHO)
    assert not crypto.verify("", TIMESTAMP, NONCE, ECHO)
    assert not crypto.verify("签名", TIMESTAMP, NONCE, ECHO)
    assert not crypto.verify("\ud800", TIMESTAMP, NONCE, "\ud800")


@pytest.mark.parametrize("size", [0, 1, 11, 12, 13, 31, 32, 33, 70_000])
def test_messages_of_any_length_come_back(crypto, size):
    message = random.Random(size).randbytes(size)
    assert crypto.decrypt(crypto.encrypt(message)) == message


def test_a_message_for_another_company_is_refused(crypto, connector_tools):
    other = connector_tools.callback_crypto.CallbackCrypto(
        TOKEN, KEY, "ww0000000000000000"
    )
    with pytest.raises(
        connector_tools.callback_crypto.CryptoError, match="another receiver"
    ):
        crypto.decrypt(other.encrypt(b"hello"))


def test_mutated_messages_never_raise_anything_else(crypto, connector_tools):
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
            except connector_tools.callback_crypto.CryptoError:
                continue


@pytest.mark.parametrize("key", ["", "short", "A" * 42, "A" * 44, "字" * 43])
def test_a_key_that_is_none_is_refused(connector_tools, key):
    with pytest.raises(connector_tools.callback_crypto.CryptoError):
        connector_tools.callback_crypto.CallbackCrypto(TOKEN, key, CORP)
