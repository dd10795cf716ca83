import pickle

from cnn_desktop.core.errors import Cancelled, UserError


class Refusal(UserError):
    pass


def test_a_users_error_says_what_and_what_to_do():
    error = UserError("It rains.", hint="Take an umbrella.")
    assert (str(error), error.message, error.hint) == ("It rains.", "It rains.", "Take an umbrella.")


def test_a_users_error_crosses_to_another_process_whole():
    for kind in (UserError, Refusal):
        error = pickle.loads(pickle.dumps(kind("It rains.", hint="Take an umbrella.")))
        assert type(error) is kind
        assert (error.message, error.hint) == ("It rains.", "Take an umbrella.")


def test_a_cancelled_job_is_no_users_error():
    assert not issubclass(Cancelled, UserError)
