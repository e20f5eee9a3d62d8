import io

from PIL import Image

from odoo.fields import Command

from .change_common import ChangeOrderCommon
from .common import SIGNATURE, encoded


def photo(color="red", size=(64, 48), device="SecretPhone"):
    """Return a JPEG as a phone makes it, with its device in the EXIF."""
    exif = Image.Exif()
    exif[0x010F] = device
    target = io.BytesIO()
    Image.new("RGB", size, color).save(target, "JPEG", exif=exif)
    return target.getvalue()


class SiteVisitCommon(ChangeOrderCommon):
    """A visit of the designer to the site, with a photo, an issue and signatures."""

    @classmethod
    def new_visit(cls, user=None, **values):
        visit = (
            cls.env["project.site.visit"]
            .with_user(user or cls.designer)
            .create(
                {
                    "project_id": cls.project.id,
                    "summary": "The ceiling is lower than drawn.",
                    "attendee_ids": [
                        Command.create({"side": "us", "user_id": cls.designer.id}),
                        Command.create(
                            {"name": "Mr. Wu", "side": "client", "signature": SIGNATURE}
                        ),
                    ],
                    "issue_ids": [
                        Command.create(
                            {
                                "name": "Ceiling too low",
                                "place": "2F",
                                "severity": "3",
                                "user_id": cls.designer.id,
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        visit.action_upload_file("site.jpg", encoded(photo()), "The ceiling")
        return visit
