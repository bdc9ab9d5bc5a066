"""One window for a profile: a second start asks the first one to come to the front (SECURITY F4, X-28)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from prospectdesk.store.lock import WINDOW, ProfileLock, busy, channel_name
from prospectdesk.store.profile import Profile

PATIENCE_MS = 1500
WORD = b"front\n"


class Doorkeeper(QObject):
    """Holds the lock of a profile and listens for later starts; `called` tells of one."""

    called = Signal()

    def __init__(self, profile: Profile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = channel_name(profile.folder)
        self._lock = ProfileLock(profile.folder, WINDOW)
        self._server: QLocalServer | None = None

    def enter(self) -> bool:
        """Takes the profile; False when another window has it and came to the front.

        Raises StoreError locked when whoever has it does not answer.
        """
        if self._lock.acquire():
            self._listen()
            return True
        if call_first(self._name):
            return False
        raise busy()

    def _listen(self) -> None:
        """Only who holds the lock comes here, so a socket of that name is a dead one's."""
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
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.release()


def call_first(name: str) -> bool:
    """Asks the window behind the socket `name` to come to the front; whether it answered."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    socket.write(WORD)
    socket.flush()
    if socket.state() != QLocalSocket.LocalSocketState.UnconnectedState:
        socket.waitForDisconnected(PATIENCE_MS)
    return True
