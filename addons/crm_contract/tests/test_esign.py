from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from ..tools import html_pdf
from ..tools.esign_callback import Callback
from .esign_common import EsignCase

WORK_LOG = "odoo.addons.crm_contract.models.crm_sign_envelope_work"


@tagged("post_install", "-at_install")
class TestEsign(EsignCase):
    """A contract goes to an e-sign provider and comes back as evidence."""

    # -- there and back --------------------------------------------------------------

    def test_what_is_signed_there_is_evidence_here(self):
        envelope = self._sent()
        self.assertEqual(self.contract.state, "sent")
        self.there.sign_as_client(envelope.external_id)
        envelope.with_user(self.rep).action_ask()
        self._work()
        self.assertEqual(envelope.state, "completed", envelope.error)
        self.assertEqual(self.contract.state, "signed")
        evidence = self.contract.signature_ids
        self.assertEqual(evidence.method, "esign")
        self.assertEqual(evidence.provider_name, "E-Sign")
        self.assertEqual(evidence.provider_reference, envelope.external_id)
        self.assertEqual(evidence.signer_name, self.contract.signer_id.name)
        self.assertEqual(evidence.scan_sha256, envelope.file_sha256)
        self.assertEqual(evidence.file_state, "intact")
        self.assertTrue(evidence.is_intact)
        self.assertTrue(evidence.provider_signed_at)
        self._forge("UPDATE crm_contract_signature SET provider_name = 'Else'")
        self.assertFalse(evidence.is_intact)

    def test_the_provider_is_told_which_text_and_who_signs(self):
        self.contract.signer_id.phone = "13800138000"
        envelope = self._sent()
        values = self.there.get(envelope.external_id).values
        self.assertEqual(
            values["document"]["text_sha256"], self.contract.document_id.sha256
        )
        self.assertEqual(values["document"]["sha256"], envelope.upload_sha256)
        client, company = values["signers"]
        self.assertEqual(client["organisation"], "Lvzhou Culture")
        self.assertEqual(client["phone"], "13800138000")
        self.assertEqual(company["organisation"], self.contract.company_id.name)
        self.assertIn("/crm_contract/esign/", values["callback_url"])

    def test_the_form_says_where_it_is(self):
        self.assertFalse(self.contract.esign_state)
        envelope = self._sent()
        self.assertEqual(self.contract.esign_state, "sent")
        notes = self.contract.message_ids.filtered(lambda one: "E-Sign" in one.body)
        self.assertEqual(len(notes), 1)
        envelope.state = "failed"
        self.assertEqual(self.contract.esign_state, "failed")

    def test_nothing_is_called_before_the_commit(self):
        self._send_esign()
        self.assertFalse(self.there.calls)

    def test_a_text_goes_out_once(self):
        first = self._send_esign()
        self.assertEqual(self._send_esign(), first)
        self.there.add_fault(
            self.Fault(path="envelopes", http_status=502, is_after=True)
        )
        self._work()
        self.assertEqual((first.state, first.tries), ("queued", 1))
        self.assertIn("502", first.error)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=2)):
            self._work()
        self.assertEqual(first.state, "sent", first.error)
        self.assertEqual(len(self.there.envelopes), 1)

    def test_the_client_signs_at_one_place_only(self):
        envelope = self._sent()
        with self.assertRaisesRegex(UserError, "is signed with E-Sign"):
            self.contract.sudo()._send_sign_code("mail")
        with self.assertRaisesRegex(UserError, "is signed with E-Sign"):
            self._sign_as_client(self.contract, code_sudo=None)
        envelope.with_user(self.rep).action_give_up()
        self._work()
        self.assertEqual(envelope.state, "voided")
        self._sign_as_client(self.contract)
        self.assertEqual(self.contract.state, "signed")

    def test_what_is_taken_back_is_taken_back_there(self):
        envelope = self._sent()
        self.contract.action_back_to_draft()
        self.assertEqual(envelope.state, "voiding")
        self._work()
        self.assertEqual(self.there.get(envelope.external_id).status, "voided")
        self.assertEqual(envelope.state, "voided")
        self.contract.site_address = "Wensan Road 91"
        again = self._sent()
        self.assertNotEqual(again, envelope)
        self.assertEqual(again.document_id.number, 2)

    def test_a_signature_on_paper_ends_it_there(self):
        envelope = self._sent()
        self.contract.action_sign()
        self._work()
        self.assertEqual(self.there.get(envelope.external_id).status, "voided")
        self.assertEqual(self.contract.signature_ids.method, "paper")

    def test_what_has_not_left_yet_never_does(self):
        envelope = self._send_esign()
        self.contract.action_back_to_draft()
        self.assertEqual(envelope.state, "voided")
        self._work()
        self.assertFalse(self.there.envelopes)

    def test_a_client_who_declines_sends_it_back_with_his_reason(self):
        envelope = self._sent()
        self.there.decline(envelope.external_id, "The second instalment is too early")
        envelope._ask_soon()
        self._work()
        self.assertEqual(envelope.state, "declined")
        self.assertEqual(self.contract.state, "draft")
        self.assertIn("too early", self.contract.decline_reason)

    def test_what_nobody_signs_in_time_is_said(self):
        envelope = self._sent()
        self.there.expire(envelope.external_id)
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            self._work()
        self.assertEqual(envelope.state, "expired")
        self.assertEqual(self.contract.activity_ids.user_id, self.rep)

    # -- what must not happen --------------------------------------------------------

    def test_another_file_is_refused_and_said(self):
        envelope = self._sent()
        self.there.sign_as_client(envelope.external_id)
        self.there.is_file_wrong = True
        envelope._ask_soon()
        self._work()
        self.assertEqual(envelope.state, "failed")
        self.assertIn("does not contain the text that was sent", envelope.error)
        self.assertEqual(self.contract.state, "sent")
        self.assertFalse(self.contract.signature_ids)
        self.assertIn("does not contain", self.contract.activity_ids.note)
        self.there.is_file_wrong = False
        envelope.with_user(self.rep).action_retry()
        self._work()
        self.assertEqual(self.contract.state, "signed")

    def test_a_file_that_was_cut_on_its_way_is_refused(self):
        envelope = self._sent()
        self.there.sign_as_client(envelope.external_id)
        self.patch(
            self.there,
            "show",
            lambda number, show=self.there.show: {
                **show(number),
                "file_sha256": "0" * 64,
            },
        )
        envelope._ask_soon()
        self._work()
        self.assertEqual(envelope.state, "failed")
        self.assertIn("announced 0000", envelope.error)

    def test_what_was_signed_there_before_it_was_taken_back_needs_a_person(self):
        envelope = self._sent()
        self.there.sign_as_client(envelope.external_id)
        self.contract.action_back_to_draft()
        self._work()
        self.assertEqual(envelope.state, "failed")
        self.assertIn("signed at the provider before", envelope.error)
        self.assertEqual(self.contract.state, "draft")

    def test_errors_are_dealt_with_by_their_class(self):
        envelope = self._send_esign()
        self.there.add_fault(self.Fault(path="token", http_status=429))
        self._work()
        self.assertEqual(envelope.state, "queued")
        self.assertGreater(envelope.next_try_at, fields.Datetime.now())
        envelope.next_try_at = False
        self.there.add_fault(self.Fault(path="/envelopes", http_status=422))
        with mute_logger(WORK_LOG):
            self._work()
        self.assertEqual(envelope.state, "failed")
        self.assertIn("422", envelope.error)

    def test_a_wrong_secret_stops_the_provider_and_keeps_what_waits(self):
        self.provider.write({"app_secret": "wrong", "state": "connected"})
        envelope = self._send_esign()
        self._work()
        self.assertEqual(self.provider.state, "error")
        self.assertEqual((envelope.state, envelope.tries), ("queued", 0))
        self.provider.app_secret = self.there.secret
        self.provider.with_user(self.admin).action_test_connection()
        self._work()
        self.assertEqual(envelope.state, "sent", envelope.error)

    def test_an_expired_token_is_renewed_once(self):
        envelope = self._sent()
        self.there.add_fault(self.Fault(path=envelope.external_id, http_status=401))
        envelope._ask_soon()
        self._work()
        self.assertFalse(envelope.task)
        self.assertEqual(self.there.calls["POST /v1/token"], 3)

    def test_an_older_answer_does_not_count(self):
        envelope = self._sent()
        envelope.version = 9
        self.there.decline(envelope.external_id, "Old news")
        envelope._ask_soon()
        self._work()
        self.assertEqual((envelope.state, envelope.task), ("sent", False))

    def test_it_does_not_start_without_a_provider_or_somebody_to_ask(self):
        self.customer.write({"email": False, "phone": False})
        with self.assertRaisesRegex(UserError, "neither e-mail address nor phone"):
            self.contract.action_send_esign()
        with (
            patch.object(html_pdf, "find_engine", lambda: None),
            self.assertRaisesRegex(UserError, "no PDF engine"),
        ):
            self.contract.action_send_esign()
        self.provider.state = "draft"
        self.assertFalse(self.contract.has_sign_provider)
        with self.assertRaisesRegex(UserError, "No e-sign provider is connected"):
            self.contract.action_send_esign()

    # -- who may do what -------------------------------------------------------------

    def test_only_administrators_read_the_settings(self):
        provider = self.provider.with_user(self.manager)
        self.assertEqual(provider.name, "E-Sign")
        for name in ("app_secret", "callback_secret", "base_url", "callback_key"):
            with self.assertRaises(AccessError):
                provider.read([name])
        with self.assertRaises(AccessError):
            provider.write({"name": "Else"})
        self.assertTrue(self.provider.with_user(self.admin).app_secret)

    def test_a_colleague_neither_reads_nor_moves_an_envelope(self):
        envelope = self._sent()
        self.assertTrue(envelope.with_user(self.rep).read(["state"]))
        for call in ("action_give_up", "action_retry", "action_ask"):
            with self.assertRaises(AccessError):
                getattr(envelope.with_user(self.rep2), call)()
        with self.assertRaises(AccessError):
            envelope.with_user(self.rep2).read(["state"])
        with self.assertRaises(AccessError):
            envelope.with_user(self.rep).write({"state": "completed"})
        with self.assertRaises(AccessError):
            self.contract.with_user(self.rep2).action_send_esign()

    def test_contracts_go_to_safe_addresses_only(self):
        for url in ("http://esign.example.com", "https://u:p@example.com", "ftp://x"):
            with self.assertRaisesRegex(ValidationError, "cannot be its server"):
                self.provider.base_url = url
        self.env["ir.config_parameter"].set_param(
            "crm_contract.is_loopback_allowed", False
        )
        with self.assertRaisesRegex(ValidationError, "cannot be its server"):
            self.provider.base_url = self.simulator.base_url

    def test_a_signer_is_led_to_safe_addresses_only(self):
        clean = self.env["crm.sign.envelope"]._clean_sign_url
        for bad in ("javascript:alert(1)", "http://evil.example", "//x", "", None):
            self.assertFalse(clean(bad))
        for good in ("https://esign.example.com/s/1", "http://127.0.0.1:8090/sign/1"):
            self.assertEqual(clean(good), good)

    def test_a_changed_setting_has_to_be_tested(self):
        self.provider.app_id = "other"
        self.assertEqual(self.provider.state, "draft")
        self.provider.action_test_connection()
        self.assertEqual(self.provider.state, "error")

    def test_a_copied_database_calls_nobody(self):
        envelope = self._send_esign()
        self.env.flush_all()
        with file_open("crm_contract/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(self.provider.active)
        self.assertFalse(self.provider.app_secret or self.provider.callback_secret)
        self.assertEqual(envelope.state, "failed")
        self._work()
        self.assertFalse(self.there.calls)

    # -- how much it costs -----------------------------------------------------------

    def test_ten_callbacks_cost_the_queries_of_one(self):
        callbacks = self.env["crm.sign.callback"]
        envelopes = self._sent()
        for number in range(9):
            document = envelopes[0].document_id.sudo().copy({"number": number + 2})
            values = {"document_id": document.id, "external_id": f"E{number}"}
            envelopes |= envelopes[0].copy({**values, "state": "sent"})
        counts = []
        for number, some in enumerate((envelopes[:1], envelopes)):
            for one in some:
                callback = Callback(f"{number}-{one.id}", one.external_id)
                callbacks._keep(self.provider.id, callback)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            callbacks._take_waiting()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(set(envelopes.mapped("task")), {"ask"})
        self.assertEqual(counts[0], counts[1])
