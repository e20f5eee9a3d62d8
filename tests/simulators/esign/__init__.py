"""An e-sign provider on the loopback: envelopes, signers, callbacks, faults.

It speaks the protocol of ``crm_contract/clients/esign.py``. In a test::

    with EsignSimulator() as simulator:
        client = EsignClient(simulator.base_url, APP, SECRET)
        ...
        simulator.state.sign_as_client(envelope_id)

By hand: ``python -m tests.simulators.esign --port 8090`` and open its page.
"""

from .server import EsignSimulator
from .state import EsignState, Fault

__all__ = ["EsignSimulator", "EsignState", "Fault"]
