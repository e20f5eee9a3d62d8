from . import project_deliverable_paper_signature
from . import project_milestone_reach
