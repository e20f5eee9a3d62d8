from . import portal, project_portal, change_portal, site_portal, upload
