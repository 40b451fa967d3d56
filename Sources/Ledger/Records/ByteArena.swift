internal import CanonicalEncoding

/// Runs of bytes kept one after the other in large pieces: a million small arrays would each cost an object.
struct ByteArena: Sendable {
  /// Where a run stands.
  struct Run: Sendable {
    fileprivate let piece: UInt32
    fileprivate let start: UInt32
    let count: UInt32

    fileprivate var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
  }

  private var pieces: [[UInt8]] = []
  /// How many bytes are kept, with those of runs that were given up.
  private(set) var size = 0

  /// Bytes of a piece, unless one run is longer.
  private static let pieceSize = 1 << 20

  /// Keeps a copy of some bytes, of which there are fewer than 2^32.
  mutating func keep(_ bytes: [UInt8]) -> Run {
    if pieces.isEmpty || pieces[pieces.count - 1].count + bytes.count > Self.pieceSize {
      pieces.append([])
      pieces[pieces.count - 1].reserveCapacity(max(Self.pieceSize, bytes.count))
    }
    let last = pieces.count - 1
    let start = pieces[last].count
    pieces[last].append(contentsOf: bytes)
    size += bytes.count
    return Run(piece: UInt32(last), start: UInt32(start), count: UInt32(bytes.count))
  }

  /// Keeps other bytes in the place of a run where they are as many, else in a new one.
  mutating func replace(_ run: Run, with bytes: [UInt8]) -> Run {
    guard bytes.count == Int(run.count) else { return keep(bytes) }
    pieces[Int(run.piece)].replaceSubrange(run.range, with: bytes)
    return run
  }

  /// The bytes of a run.
  func bytes(_ run: Run) -> ArraySlice<UInt8> { pieces[Int(run.piece)][run.range] }

  /// Whether a run is these bytes.
  func holds(_ bytes: [UInt8], in run: Run) -> Bool {
    bytes.count == Int(run.count) && pieces[Int(run.piece)].holds(bytes, at: Int(run.start))
  }

  /// Eight bytes of a run from an offset on as a big-endian word, with zeros where there are none.
  func word(of run: Run, at offset: Int) -> UInt64 {
    let piece = pieces[Int(run.piece)]
    let start = Int(run.start) + offset
    if offset + 8 <= Int(run.count), let word = piece.bigEndian(UInt64.self, at: start) { return word }
    return (0..<8).reduce(0) { $0 << 8 | (offset + $1 < Int(run.count) ? UInt64(piece[start + $1]) : 0) }
  }
}
