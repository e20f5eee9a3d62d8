import secrets

from .common import PipelineCase

# Role chart, beside that of common.py
# ------------------------------------
# agent     portal user of the channel partner 杭州筑美
# agent2    a colleague of his
# rival     portal user of another channel partner
# client    portal user of no channel partner

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06"
    b"\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00"
    b"\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


class ChannelMixin:
    """Two channel partners with their people, for model and browser tests."""

    @classmethod
    def _make_channels(cls):
        cls.channel = cls._new_channel("杭州筑美建材有限公司", cls.rep)
        cls.rival_channel = cls._new_channel("上海宏图设计咨询有限公司", cls.rep2)
        cls.agent = cls._new_agent("agent", cls.channel, "孙渠道")
        cls.agent2 = cls._new_agent("agent2", cls.channel, "钱渠道")
        cls.rival = cls._new_agent("rival", cls.rival_channel, "李渠道")
        # Pages and messages are in the language of who reads them.
        users = cls.agent | cls.agent2 | cls.rival | cls.rep | cls.rep2 | cls.manager
        users.lang = "en_US"

    @classmethod
    def _new_channel(cls, name, user):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "is_channel_partner": True,
                "channel_user_id": user.id,
            }
        )

    @classmethod
    def _new_agent(cls, role, channel, name):
        user = cls._new_user(role, "base.group_portal", name)
        user.partner_id.parent_id = channel
        return user

    def _typed(self, **typed):
        """Return what the browser sends for a registration that is in order."""
        design_type = self.env.ref("crm_pipeline.crm_design_type_interior")
        return {
            "customer_name": "宁波海曙置业有限公司",
            "contact_name": "何经理",
            "phone": "0574-8837 6651",
            "project_name": "海曙售楼处",
            "site_address": "宁波市海曙区中山路 18 号",
            "design_type_id": str(design_type.id),
            "token": secrets.token_hex(16),
            **typed,
        }

    def _register(self, user=None, files=(), **typed):
        """Register through the portal as ``user`` (the agent); as superuser."""
        user = user or self.agent
        model = self.env["crm.registration"].with_user(user)
        return model._register_from_portal(self._typed(**typed), list(files), user)


class ChannelCase(ChannelMixin, PipelineCase):
    """Models, as the people of channel partners meet them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_channels()

    def _seen(self, registration, user=None):
        """Return the registration as the partner's people see it."""
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env["crm.channel.registration"].with_user(user or self.agent)
        return model.search([("id", "=", registration.id)])
