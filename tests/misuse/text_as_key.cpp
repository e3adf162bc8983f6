// Text is not a key: only a key_batch, which holds the secret, makes one.
// refused: conversion from 'const char ?.2.' to (non-scalar type )?'(const )?optout::key'
// SPDX-License-Identifier: Apache-2.0
#include <optout/key/key.hpp>

int main() {
#ifdef MISUSE
  const optout::key k = "x";
#else
  const optout::key k = {1, 2};
#endif
  return k.lo == 0;
}
