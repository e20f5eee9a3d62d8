from . import demo_certificate
