from . import assignment, files, progress, schedule, workdays
