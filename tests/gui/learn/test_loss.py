"""Softmax and cross-entropy, as in paper 4 and with other logits."""

import pytest

from cnn_desktop.gui.learn.loss import LossLesson
from tests.gui.learn.examples import shown, write


class TestLoss:
    @pytest.fixture
    def lesson(self, qtbot):
        return shown(qtbot, LossLesson())

    def test_the_shares_and_the_loss_of_paper_4_come_out_and_its_logarithm_is_named(self, lesson):
        assert [row.share.text() for row in lesson._rows[:2]] == ["0.903784", "0.096216"]
        assert lesson._line.text == "loss  =  −ln 0.903784  =  0.1012 nats"
        assert "Paper 4 prints 0.0439: that is −log₁₀" in lesson._note.text()
        assert lesson._rows[1].loss.text() == "2.3412"
        assert "0.9037" in lesson._rows[0].share.toolTip()

    def test_another_class_can_be_the_true_one(self, lesson):
        lesson._rows[1].right.click()
        assert lesson._line.text.endswith("2.3412 nats")
        assert lesson._rows[1].gradient.text() == "−0.903784"

    def test_a_constant_changes_no_share_and_heat_does(self, lesson):
        lesson._constant.slider.setValue(0)
        assert lesson._rows[0].share.text() == "0.903784"
        assert "changes no share" in lesson._note.text()
        lesson._temperature.slider.setValue(lesson._temperature.slider.maximum())
        assert lesson._rows[0].share.text() == "0.555767"

    def test_classes_are_added_and_removed_within_bounds(self, lesson):
        assert not lesson._remove.isEnabled()
        for _ in range(4):
            lesson._add.click()
        assert not lesson._add.isEnabled()
        assert "Six classes" in lesson._add.toolTip()
        assert sum(float(row.share.text()) for row in lesson._rows) == pytest.approx(1, abs=1e-5)
        lesson._rows[5].right.click()
        lesson._remove.click()
        assert lesson._rows[0].right.isChecked()

    def test_a_logit_is_written_and_a_wrong_one_refused(self, lesson):
        write(lesson._rows[0].logit, "3.21")
        assert lesson._rows[0].share.text() == "0.500000"
        write(lesson._rows[1].logit, "x")
        assert lesson.problem.startswith("“x” is not a number.")
        lesson._rows[0].logit.setFocus()
        assert lesson._rows[1].logit.text() == "3.21"
