from . import files, progress, schedule
