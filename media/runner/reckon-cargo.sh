# Runs one test program for cargo; what it prints and how it ends is kept beside this file.
# Examples in documentation are programs too: of them rustdoc tells, which starts them here.
case $1 in
*/deps/*) ;;
*) exec "$@" ;;
esac
kept="${0%/*}/${1##*/}"
"$@" >"$kept.out"
status=$?
echo "$status" >"$kept.end"
exit "$status"
