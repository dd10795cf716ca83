"""Opens the time-lapse of a run, shows its films and saves them. Never loads TensorFlow."""

from __future__ import annotations

from cnn_desktop.core.messages import FilmSaved, OpenTimeLapse, SaveFilm, SaveFilmProgress, ShowFilm
from cnn_desktop.engine.service.desk import Desk, Handlers


class TimeLapseDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {OpenTimeLapse: self._open, ShowFilm: self._show, SaveFilm: self._save}

    def _open(self, request: OpenTimeLapse) -> None:
        from cnn_desktop.core import film

        self.emit(film.opened(request.run, request.ticket))

    def _show(self, request: ShowFilm) -> None:
        from cnn_desktop.core import film

        self.emit(film.film(request))

    def _save(self, request: SaveFilm) -> None:
        from cnn_desktop.core import film, film_file, time_lapse

        plan, _ = time_lapse.read_plan(request.run)
        made = film.film(ShowFilm(request.ticket, request.run, request.layer, request.image, request.scale))
        tell = self.reporter(lambda done, total: self.emit(SaveFilmProgress(request.ticket, done, total)))

        def report(done: int, total: int) -> None:
            self.heed_stop()
            tell(done, total)

        film_file.write(made, request.target, plan.images[request.image], report)
        self.emit(FilmSaved(request.ticket, request.target))
