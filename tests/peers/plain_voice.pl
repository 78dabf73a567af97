#!/usr/bin/perl
# A speech program that a machine understands: text in, WAV out, each octet as three samples at the
# telephone's rate: a loud one, then its two halves as loudness. telephone_ear.h reads it back.
use strict;
use warnings;
binmode STDIN;
binmode STDOUT;
local $/;
my $samples = '';
for my $octet (unpack 'C*', <STDIN> // '') {
    $samples .= pack 's<*', 30000, map { 400 * ($_ + 1) } $octet >> 4, $octet & 15;
}
print 'RIFF', pack('L<', 36 + length $samples), 'WAVEfmt ',
  pack('L<S<S<L<L<S<S<', 16, 1, 1, 8000, 16000, 2, 16), 'data', pack('L<', length $samples), $samples;
