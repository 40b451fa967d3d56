import Foundation
import Testing

/// A workspace on a disk that is full, and on one that is mounted read-only.
@Suite(.serialized) struct FullDiskTests {
  /// Begins a line in a mount namespace of its own, where it may mount; `nil` where no sandbox allows that.
  static let namespace: String? = ["unshare -m", "unshare -Urm"].first {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      "-c", "d=$(mktemp -d); \($0) mount -t tmpfs -o size=64k tmpfs $d; s=$?; rmdir $d; exit $s",
    ]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  private static let start = """
    reads() { for c in "status" "audit verify" "proposal list" "results 1" "tally 1" "log show" "member list" "vote list 1"
      do quorate $c > $root/out 2>&1; case $? in 0 | 3 | 5) ;; *) echo "$c:"; cat $root/out; return 1;; esac; done; }
    vote() { quorate vote 1 $1 --replace -y --key $2 --json > $root/out 2>&1; }
    root=$PWD; mkdir disk; mount -t tmpfs -o size=16m tmpfs disk || exit 90
    cp -r dao disk/dao; cd disk/dao

    """

  /// Runs a script in `disk/dao`, on a disk of its own.
  private func run(_ body: String) throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Fill the disk")
    try Data((Self.start + body).utf8).write(to: script.folder.appending(path: "disk.sh"))
    try script.expect(0, "\(Self.namespace ?? "false") bash disk.sh")
  }

  private static let skipped: Comment = "mounting is not allowed here"

  @Test(.enabled(if: namespace != nil, skipped))
  func `attack 99: on a full disk everything can be read, and writing says that it is full`() throws {
    try run(
      """
      cat /dev/zero > ../fill 2> /dev/null
      test "$(df --output=avail .. | tail -1)" -eq 0 || exit 1
      reads || exit 2
      vote For alice; test $? = 1 || { cat $root/out; exit 3; }
      grep -q '"code":"storage.full"' $root/out || { cat $root/out; exit 4; }
      reads || exit 5
      rm ../fill
      vote For alice || { cat $root/out; exit 6; }
      reads && test "$(quorate log show -q)" = 4 || exit 7
      """)
  }

  @Test(.enabled(if: namespace != nil, skipped))
  func `attack 99: however little room is left, a vote is an entry or says that the disk is full`() throws {
    try run(
      """
      for room in 0 4 8 12 16 20 24 28 32 36 40 48 56 64 80 96 128; do
        cat /dev/zero > ../fill 2> /dev/null
        truncate -s $(( $(stat -c %s ../fill) - room * 1024 )) ../fill
        before=$(quorate log show -q)
        if vote For alice; then want=$((before + 1)); else
          test $? = 1 && grep -q '"code":"storage.full"' $root/out || { echo $room; cat $root/out; exit 1; }
          want=$before
        fi
        rm ../fill
        # What was not acknowledged may have been written; it is never half there.
        now=$(quorate log show -q); test $now = $want -o $now = $((before + 1)) || exit 2
        reads || exit 3
      done
      vote Against alice || { cat $root/out; exit 4; }
      """)
  }

  @Test(.enabled(if: namespace != nil, skipped))
  func `attack 99: a disk that is mounted read-only is read as it is`() throws {
    try run(
      """
      mount -o remount,ro $root/disk || exit 1
      reads || exit 2
      vote For alice; test $? = 1 || { cat $root/out; exit 3; }
      grep -q '"code":"storage.readOnly"' $root/out || { cat $root/out; exit 4; }
      test ! -e .quorate/log.sqlite-shm || exit 5
      mount -o remount,rw $root/disk || exit 6
      vote For alice || { cat $root/out; exit 7; }
      reads || exit 8
      """)
  }

  @Test(.enabled(if: namespace != nil, skipped))
  func `attack 99: entries that a crash left in the write-ahead log are read from a read-only disk`() throws {
    try run(
      """
      # Whoever reads meanwhile keeps the entries in the write-ahead log, and is killed.
      log=.quorate/log.sqlite-wal
      python3 -c 'import sqlite3, time
      log = sqlite3.connect("file:.quorate/log.sqlite?mode=ro", uri=True, isolation_level=None)
      log.execute("begin"); log.execute("select count(*) from sqlite_master").fetchone()
      print("reads", flush=True); time.sleep(60)' > $root/reader & pid=$!
      for i in $(seq 100); do grep -q reads $root/reader && break; sleep 0.1; done
      quorate vote 1 For --replace -y --key alice > /dev/null || exit 8
      kill -9 $pid; wait $pid 2> /dev/null
      test -s "$log" || exit 1
      cp -r . $root/copy
      mount -o remount,ro $root/disk || exit 2
      reads || exit 3
      here=$(quorate log show -q)
      there=$(cd $root/copy && quorate log show -q)
      test "$here" = "$there" || { echo "$here, not $there"; exit 4; }
      """)
  }
}
