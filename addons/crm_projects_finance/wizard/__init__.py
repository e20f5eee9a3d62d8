from . import project_release_allow
