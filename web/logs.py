"""The program's log: one line of JSON for each event, on standard error.

It knows: what may be written down of a fault, which is its class, its place in the code and the numbers the system gave
it; what others log is repeated without the values in it.
Shaped so because: the words of a fault may quote a row, a name or a score. They are taken away where a record is made,
so no handler of any library can write them, whenever it comes.
It must not know: which events there are.
"""

import errno
import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from typing import Any

from core.errors import SelarasError
from core.settings import PROJECT

OURS = ("core", "pages", "web")
MOST_FRAMES, MOST_CAUSES = 40, 5
logger = logging.getLogger(__name__)


def log_as_json() -> None:
    """From now on, whoever logs: Streamlit and uvicorn come with handlers of their own."""
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    logging.setLogRecordFactory(_Discreet)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for known in logging.root.manager.loggerDict.values():
        if isinstance(known, logging.Logger) and (known.handlers or not known.propagate):
            known.handlers.clear()
            known.propagate = True
            known.setLevel(max(known.level, logging.WARNING))
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    sys.excepthook = lambda _kind, fault, _trace: _log_fault("The program broke off", fault)
    threading.excepthook = lambda end: _log_fault("A thread broke off", end.exc_value)
    sys.unraisablehook = lambda end: _log_fault("A fault that nobody could be told", end.exc_value)


def _log_fault(event: str, fault: BaseException | None) -> None:
    logger.error(event, exc_info=fault)


def is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


class _Discreet(logging.LogRecord):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fault = self.exc_info[1] if self.exc_info else None
        self.told, self.exc_info = (_told(fault) if fault else {}), None
        if not is_ours(self):
            self.msg, self.args = _without_values(self), None


def _without_values(record: logging.LogRecord) -> str:
    """What is said with a fault and without gaps may have had its values put in already."""
    first, *more = str(record.msg).splitlines() or [""]
    is_whole = bool(more or vars(record)["told"]) and not record.args
    return "A fault" if is_whole else first


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "moment": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
            "process": record.process,
        }
        extra = {name: value for name, value in vars(record).items() if name not in USUAL} if is_ours(record) else {}
        return json.dumps(line | extra | getattr(record, "told", {}), default=str, ensure_ascii=False)


USUAL = frozenset(vars(_Discreet("", 0, "", 0, "", None, None))) | {"message", "asctime", "taskName"}


def _told(fault: BaseException, causes: int = MOST_CAUSES) -> dict[str, Any]:
    kind = type(fault)
    told: dict[str, Any] = {"fault": f"{kind.__module__}.{kind.__qualname__}", **_numbers(fault)}
    frames = traceback.StackSummary.extract(traceback.walk_tb(fault.__traceback__), lookup_lines=False)
    told["trace"] = [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames][-MOST_FRAMES:]
    cause = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if cause and causes:
        told["because"] = _told(cause, causes - 1)
    if isinstance(fault, BaseExceptionGroup) and causes:
        told["of"] = [_told(part, causes - 1) for part in fault.exceptions]
    return told


def _numbers(fault: BaseException) -> dict[str, str]:
    """A sentence of ours without its values, PostgreSQL's or the system's code."""
    found = {
        "problem": fault.message.text if isinstance(fault, SelarasError) else "",
        "code": getattr(fault, "sqlstate", None) or errno.errorcode.get(getattr(fault, "errno", None) or 0, ""),
    }
    return {name: value for name, value in found.items() if value}


def _place(file: str) -> str:
    return file.rpartition("site-packages/")[2].removeprefix(f"{PROJECT}/")
