"""The data: what is read is what was written, and what can't be read says why."""

import gzip
import struct

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


@pytest.mark.parametrize(
    ("source", "says"), [("mnist", "folder must hold train-images-idx3-ubyte"), ("fashion", "source")]
)
def test_where_the_digits_come_from_is_one_of_two(tmp_path, source, says):
    with pytest.raises(ValueError, match=says):
        digits.load(source, tmp_path)
