"""Writes a CSV file to a pipe, its records several times: an export of any size that lies nowhere.

  repeat.py FILE TIMES | ...

The header's line goes first, then what is behind it TIMES times. Pages go from the file to the pipe as they are.
"""
# SPDX-License-Identifier: Apache-2.0
import fcntl
import os
import sys


def pour(file, start, end):
    while start < end:
        start += os.splice(file, 1, end - start, offset_src=start)


def main(path, times):
    fcntl.fcntl(1, fcntl.F_SETPIPE_SZ, 1 << 20)
    with open(path, "rb") as file:
        header, size = len(file.readline()), os.fstat(file.fileno()).st_size
        pour(file.fileno(), 0, header)
        for _ in range(int(times)):
            pour(file.fileno(), header, size)


main(*sys.argv[1:])
