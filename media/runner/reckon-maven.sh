# Runs Maven and keeps what its tests reported beside this file: of this run alone.
kept=${0%/*}
reports() {
  find . -name node_modules -prune -o -type f -name 'TEST-*.xml' \
    \( -path '*/surefire-reports/*' -o -path '*/failsafe-reports/*' \) "$@"
}
reports -exec rm -f {} +
# Maven itself lives for seconds: compiling it well takes longer than it saves.
export MAVEN_OPTS="${MAVEN_OPTS--XX:TieredStopAtLevel=1 -XX:+UseSerialGC}"
"$@"
status=$?
number=0
reports -print | while IFS= read -r file; do
  number=$((number + 1))
  cp "$file" "$kept/TEST-$number.xml"
done
exit "$status"
