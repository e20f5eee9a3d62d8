from . import project_deliverable_upload
