"""Whether the system lets this program use cameras: macOS asks the user, once, and only for the window's thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt

from cnn_desktop.core.progress import Problem

DENIED = Problem(
    "This program may not use the camera.", "Allow it in the privacy settings of your system, then try again."
)


def ask_permission(context: QObject, granted: Callable[[], None], denied: Callable[[], None]) -> None:
    """Call one of the two, at once where the answer is known. Nothing is called once `context` is gone."""
    application, permission = QCoreApplication.instance(), QCameraPermission()
    if application is None:
        return
    match application.checkPermission(permission):
        case Qt.PermissionStatus.Granted:
            granted()
        case Qt.PermissionStatus.Denied:
            denied()
        case _:

            def answered(_permission: object) -> None:
                ask_permission(context, granted, denied)

            application.requestPermission(permission, context, answered)
