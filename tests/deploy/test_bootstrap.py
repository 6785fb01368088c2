from deploy.bootstrap import complaint_about_python


def test_a_too_old_python_is_told_in_one_sentence_with_the_remedy() -> None:
    sentence = complaint_about_python((3, 9), [])
    assert sentence is not None
    assert "needs Python 3.11 or newer, but this is 3.9" in sentence
    assert "apt install python3.11 python3.11-venv" in sentence
    assert "PYTHON=python3.11" in sentence


def test_a_missing_venv_module_names_the_package_of_this_very_version() -> None:
    sentence = complaint_about_python((3, 12), ["ensurepip"])
    assert sentence is not None
    assert "lacks the module ensurepip" in sentence
    assert "python3.12-venv" in sentence


def test_a_fitting_python_is_not_complained_about() -> None:
    assert complaint_about_python((3, 11), []) is None
    assert complaint_about_python((3, 13), []) is None
