"""What a process that reads untrusted files may do: little memory, little time, no network, nothing written.

The kernel's limits hold for the parsers' C code too; `refuse_all_but_reading` holds for Python code only and
is a second fence, and the only one round the network where the kernel grants no network of one's own.
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import sys

_NEW_USER, _NEW_NETWORK, _NO_NEW_PRIVILEGES = 0x10000000, 0x40000000, 38

_REFUSED = (
    "ftplib.",
    "http.",
    "imaplib.",
    "os.chmod",
    "os.chown",
    "os.exec",
    "os.fork",
    "os.kill",
    "os.link",
    "os.mkdir",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.spawn",
    "os.symlink",
    "os.system",
    "os.truncate",
    "pty.",
    "shutil.",
    "smtplib.",
    "socket.",
    "sqlite3.",
    "subprocess.",
    "tempfile.",
    "urllib.",
    "webbrowser.",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class RefusedError(Exception):
    """A parser tried what it may not: to write, to start a program or to reach the network."""


def leave_network() -> bool:
    """Move this process into a network of its own that reaches nothing, for good; to be called before it has
    threads. False where the kernel does not let it (in some containers), as on other systems than Linux."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(libc.unshare(_NEW_USER | _NEW_NETWORK) == 0)
    except (OSError, AttributeError):
        return False


def limit_process(memory: int, seconds: float, written: int, files: int = 64, processes: int = 0) -> None:
    """Limits on this process, for good: bytes of address space, seconds of processor and of wall time, bytes
    of a file written, open files, new processes and threads of the user (root is not held by that one).

    Over the wall time it dies of SIGALRM, over the processor's of SIGXCPU.
    """
    cpu = math.ceil(seconds)
    wanted = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_CPU: (cpu, cpu + 1),
        resource.RLIMIT_FSIZE: (written, written),
        resource.RLIMIT_NOFILE: (files, files),
        resource.RLIMIT_NPROC: (processes, processes),
    }
    for kind, (soft, hard) in wanted.items():
        allowed = resource.getrlimit(kind)[1]
        if allowed != resource.RLIM_INFINITY:
            soft, hard = min(soft, allowed), min(hard, allowed)
        resource.setrlimit(kind, (soft, hard))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def refuse_all_but_reading() -> None:
    """From now on Python code of this process that writes a file, starts a program or opens a connection gets
    `RefusedError`; it cannot be taken back."""

    def watch(event: str, args: tuple[object, ...]) -> None:
        if event == "open":
            mode, flags = str(args[1] or ""), args[2]
            if any(letter in mode for letter in "wax+") or (isinstance(flags, int) and flags & _WRITING):
                raise RefusedError(f"a parser may not write files ({args[0]!r})")
        elif event.startswith(_REFUSED):
            raise RefusedError(f"a parser may not do this ({event})")

    sys.addaudithook(watch)


def main(arguments: list[str]) -> None:
    """`python -m corpus.parsing.confinement MEMORY SECONDS WRITTEN PROGRAM [ARGUMENT…]`: become a program
    under limits, without network."""
    memory, seconds, written, program, *rest = arguments
    leave_network()
    limit_process(int(memory), float(seconds), int(written))
    os.execv(program, [program, *rest])  # noqa: S606 - what this is for


if __name__ == "__main__":
    main(sys.argv[1:])
