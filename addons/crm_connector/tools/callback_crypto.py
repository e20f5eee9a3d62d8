"""The encryption of callbacks that WeCom and DingTalk share.

AES-256-CBC over ``16 random bytes + length (uint32, big endian) + message +
receiver id``, padded as PKCS#7 with a block of 32, key and IV from the
``EncodingAESKey``. The receiver is WeCom's corp id; with DingTalk it is the app key,
the corp id or the suite key, as the subscription was made. The vendors' published
examples, byte for byte:

>>> crypto = CallbackCrypto(
...     token="hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo",
...     encoding_aes_key="6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt",
...     receiver_id="ww1436e0e65a779aee",
... )
>>> echo = ("fsi1xnbH4yQh0+PJxcOdhhK6TDXkjMyhEPA7xB2TGz6b+g7xyAbEkRxN/3cNXW9q"
...         "dqjnoVzEtpbhnFyq6SVHyA==")
>>> crypto.sign("1476416373", "47744683", echo)
'012bc692d0a58dd4b10f8dfe5c4ac00ae211ebeb'
>>> crypto.decrypt(echo)
b'1288432023552776189'
>>> crypto.encrypt(b"1288432023552776189", prefix=b"8908d0ff052afda0") == echo
True
>>> crypto = CallbackCrypto(
...     token="mryue",
...     encoding_aes_key="Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7",
...     receiver_id="ding6ccabc44d2c8d38b",
... )
>>> encrypted = ("0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u"
...              "+oTTrd15NRPvNvmBKyDCYxxOK+HZeKju4yhELOFchzNukR+t8SB/qk4ROMu3")
>>> crypto.opened(
...     "03044561471240d4a14bb09372dfcfd4fd0e40cb",
...     "1608001896814",
...     "WL4PK6yA",
...     encrypted,
... )
b'{"EventType":"check_url"}'
>>> message, random = b'{"EventType":"check_url"}', b"l7Y3EcX2CU5w8av3"
>>> crypto.encrypt(message, prefix=random) == encrypted
True
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

PREFIX_BYTES = 16
BLOCK_BITS = 32 * 8  # the vendor pads to 32 bytes, not to the cipher's 16


class CryptoError(ValueError):
    """The message is not what the vendor would send; never says why outside."""


class CallbackCrypto:
    """Signs, encrypts and decrypts callbacks of one application.

    :param token: the callback token set in the vendor's console
    :param encoding_aes_key: the 43 characters set beside it
    :param receiver_id: for whom the messages are, see above
    :raise CryptoError: when the key is not one
    """

    def __init__(self, token: str, encoding_aes_key: str, receiver_id: str):
        self._token = token
        self._receiver_id = receiver_id.encode()
        try:
            # Not validate=True: the keys' last bits are often not canonical.
            self._key = base64.b64decode(f"{encoding_aes_key}=")
        except (ValueError, binascii.Error):
            raise CryptoError("EncodingAESKey is not base64") from None
        if len(encoding_aes_key) != 43 or len(self._key) != 32:
            raise CryptoError("EncodingAESKey must have 43 characters")

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """The hexadecimal signature over the four values."""
        parts = sorted([self._token, timestamp, nonce, encrypted])
        # SHA-1 is the vendor's choice; the token is the secret in it.
        # Anybody calls, with half a character, too: it only must not fit.
        raw = "".join(parts).encode(errors="surrogatepass")
        return hashlib.sha1(raw).hexdigest()

    def verify(
        self, signature: str, timestamp: str, nonce: str, encrypted: str
    ) -> bool:
        """Whether the signature is right, compared in constant time."""
        expected = self.sign(timestamp, nonce, encrypted)
        given = signature.encode(errors="surrogatepass")
        return hmac.compare_digest(expected.encode(), given)

    def opened(
        self, signature: str, timestamp: str, nonce: str, encrypted: str
    ) -> bytes:
        """The message inside ``encrypted``, once its signature was verified.

        :raise CryptoError: it was not made with our token and key for us
        """
        if not self.verify(signature, timestamp, nonce, encrypted):
            raise CryptoError("another signature")
        return self.decrypt(encrypted)

    def encrypt(self, message: bytes, prefix: bytes | None = None) -> str:
        """Encrypt ``message`` for the receiver; base64.

        :param prefix: 16 bytes in place of random ones, for test vectors only
        """
        prefix = prefix or secrets.token_bytes(PREFIX_BYTES)
        plain = prefix + struct.pack(">I", len(message)) + message + self._receiver_id
        padder = PKCS7(BLOCK_BITS).padder()
        encryptor = self._cipher().encryptor()
        padded = padder.update(plain) + padder.finalize()
        return base64.b64encode(
            encryptor.update(padded) + encryptor.finalize()
        ).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """The message inside ``encrypted`` (base64).

        :raise CryptoError: when it was not made with this key for this receiver
        """
        try:
            raw = base64.b64decode(encrypted, validate=True)
            decryptor = self._cipher().decryptor()
            unpadder = PKCS7(BLOCK_BITS).unpadder()
            padded = decryptor.update(raw) + decryptor.finalize()
            plain = unpadder.update(padded) + unpadder.finalize()
        except (ValueError, binascii.Error):
            raise CryptoError("cannot be decrypted") from None
        return self._unpack(plain)

    def _unpack(self, plain: bytes) -> bytes:
        if len(plain) < PREFIX_BYTES + 4:
            raise CryptoError("too short")
        (size,) = struct.unpack_from(">I", plain, PREFIX_BYTES)
        start = PREFIX_BYTES + 4
        message, receiver = plain[start : start + size], plain[start + size :]
        if len(message) != size:
            raise CryptoError("shorter than it says")
        if not hmac.compare_digest(receiver, self._receiver_id):
            raise CryptoError("meant for another receiver")
        return message

    def _cipher(self) -> Cipher:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))
