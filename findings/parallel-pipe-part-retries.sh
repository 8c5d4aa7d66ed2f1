#!/bin/sh
# GNU Parallel 20221122 (Debian 12): --pipe-part with --retries gives a piece that is tried again the bytes of another piece, and exits 0.
#
# The manual says "Try failing jobs n times" and has no exception for --pipe-part, which is the advised way to hand pieces of a large
# file to a filter. The second try of a piece reads a later piece: the lines of the piece that failed once are lost, those of the later
# one stand in its place (with -k too, which promises the order of the input), and the status is that of success.
# What to do: cut the file first (split) and give the pieces by name, as arguments: a second try then reads the same piece.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download parallel=20221122+ds-2
dpkg -x parallel_*.deb .
seq 1 3000 > lines.txt
cat > filter.sh <<'FILTER'
# Fails once, for the second piece, before it has read anything.
if [ "$1" = 2 ] && [ ! -e failed ]; then touch failed; exit 1; fi
cat
FILTER
export HOME="$folder"
./usr/bin/parallel --version | head -1
status=0
./usr/bin/parallel --will-cite --pipe-part -a lines.txt --block 4k -k --jobs 2 --retries 3 'sh filter.sh {#}' > answers.txt || status=$?
echo "status $status; of 3000 lines came $(wc -l < answers.txt), different ones: $(sort -u answers.txt | wc -l)"
[ "$status" = 0 ]
[ "$(sort -u answers.txt | wc -l)" -lt 3000 ]
echo "after line 1022 comes $(sed -n 1023p answers.txt), the first of the last piece"
[ "$(sed -n 1023p answers.txt)" = 2625 ]

rm failed
split --lines 800 lines.txt piece.
./usr/bin/parallel --will-cite -k --jobs 2 --retries 3 'sh filter.sh {#} < {}' ::: piece.?? > answers.txt
cmp lines.txt answers.txt && echo "by pieces that have names: all 3000 lines, in order"
