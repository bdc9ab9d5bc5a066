"""One window for a profile: a second start asks the first one to come to the front (SECURITY F4, X-28)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from prospectdesk.store.lock import WINDOW, ProfileLock, busy, channel_name
from prospectdesk.store.profile import Profile

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

PATIENCE_MS = 1500
AGAIN_S = 0.05
WORD = b"front\n"


class Doorkeeper(QObject):
    """Holds the lock of a profile and listens for later starts; `called` tells of one."""

    called = Signal()

    def __init__(
        self, profile: Profile, lock: ProfileLock | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._name = channel_name(profile.folder)
        self._lock = lock or ProfileLock(profile.folder, WINDOW)
        self._server: QLocalServer | None = None
        self._inside = False

    def enter(self) -> bool:
        """Takes the profile; False when another window has it and came to the front.

        Raises StoreError locked when whoever has it does not answer.
        """
        if self._lock.acquire():
            self._inside = True
            return True
        if call_first(self._name):
            return False
        raise busy()

    def listen(self) -> None:
        """Once entered: hears later starts. Called after the first paint, as it brings Qt's network in.

        Only who holds the lock comes here, so a socket of that name is a dead one's.
        """
        from PySide6.QtNetwork import QLocalServer

        if self._server is not None or not self._inside:
            return
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)
        if server.listen(self._name):
            server.newConnection.connect(self._answer)
            self._server = server

    def _answer(self) -> None:
        if self._server is None:
            return
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.called.emit()

    def leave(self) -> None:
        """Gives the profile back."""
        self._inside = False
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.release()


def call_first(name: str) -> bool:
    """Asks the window behind the socket `name` to come to the front; whether it answered."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    end = time.monotonic() + PATIENCE_MS / 1000
    while True:
        socket.connectToServer(name)
        if socket.waitForConnected(PATIENCE_MS):
            break
        if time.monotonic() > end:
            return False
        time.sleep(AGAIN_S)  # it may hold the profile and not listen yet
    socket.write(WORD)
    socket.flush()
    if socket.state() != QLocalSocket.LocalSocketState.UnconnectedState:
        socket.waitForDisconnected(PATIENCE_MS)
    return True
