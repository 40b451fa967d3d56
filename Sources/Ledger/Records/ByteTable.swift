internal import CanonicalEncoding

/// Values under names made of a number and bytes, themselves numbered in the order they came; a hash table without
/// an object for each name or value.
struct ByteTable: Sendable {
  private struct Entry: Sendable {
    let group: UInt32
    let hash: UInt32
    var name: ByteArena.Run
    var value: ByteArena.Run
  }

  /// Each name with its value behind it, as long as the value keeps its length.
  private var arena = ByteArena()
  private var entries: [Entry] = []
  /// Numbers of entries and one; zero where there is none. A power of two of them, at least a quarter free.
  private var slots = [UInt32](repeating: 0, count: 16)
  /// Bytes of values that were replaced by longer or shorter ones.
  private var abandoned = 0

  /// How many names there are, fewer than 2^32.
  var count: Int { entries.count }

  /// The number of a name of a group, or `nil`.
  func number(of name: ByteString, in group: UInt32) -> Int? {
    let hash = Self.hash(name, group)
    let slot = slots[self.slot(of: name, group, hash)]
    return slot == 0 ? nil : Int(slot) - 1
  }

  /// Puts a value under a name of a group.
  /// - Returns: The name's number.
  mutating func put(_ value: [UInt8], under name: ByteString, in group: UInt32) -> Int {
    let hash = Self.hash(name, group)
    let place = slot(of: name, group, hash)
    if slots[place] != 0 {
      let number = Int(slots[place]) - 1
      replaceValue(of: number, with: value)
      return number
    }
    let run = arena.keep(name.bytes)
    entries.append(Entry(group: group, hash: hash, name: run, value: arena.keep(value)))
    slots[place] = UInt32(entries.count)
    if entries.count * 4 > slots.count * 3 { grow() }
    return entries.count - 1
  }

  /// The name of a number.
  func name(_ number: Int) -> ArraySlice<UInt8> { arena.bytes(entries[number].name) }

  /// The value under the name of a number.
  func value(_ number: Int) -> ArraySlice<UInt8> { arena.bytes(entries[number].value) }

  /// Whether the value under the name of a number is this one.
  func holds(_ value: [UInt8], at number: Int) -> Bool { arena.holds(value, in: entries[number].value) }

  /// The group of a number.
  func group(_ number: Int) -> UInt32 { entries[number].group }

  /// Some numbers in the order of their names.
  func sorted(_ numbers: [Int]) -> [Int] {
    // The first words settle most comparisons without a look at the bytes.
    var places = numbers.map { number in
      let name = entries[number].name
      return Place(first: arena.word(of: name, at: 0), second: arena.word(of: name, at: 8), number: number)
    }
    places.sort { left, right in
      if left.first != right.first { return left.first < right.first }
      if left.second != right.second { return left.second < right.second }
      return name(left.number).lexicographicallyPrecedes(name(right.number))
    }
    return places.map(\.number)
  }

  private struct Place {
    let first: UInt64
    let second: UInt64
    let number: Int
  }

  /// Keyed by the process, so that nobody can choose names that all meet in one slot.
  private static func hash(_ name: ByteString, _ group: UInt32) -> UInt32 {
    var hasher = Hasher()
    hasher.combine(group)
    hasher.combine(name)
    return UInt32(truncatingIfNeeded: hasher.finalize())
  }

  /// Where a name is, or would be.
  private func slot(of name: ByteString, _ group: UInt32, _ hash: UInt32) -> Int {
    var place = Int(hash) & (slots.count - 1)
    while slots[place] != 0 {
      let entry = entries[Int(slots[place]) - 1]
      if entry.hash == hash, entry.group == group, arena.holds(name.bytes, in: entry.name) { break }
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (number, entry) in entries.enumerated() {
      var place = Int(entry.hash) & (slots.count - 1)
      while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = UInt32(number + 1)
    }
  }

  private mutating func replaceValue(of number: Int, with value: [UInt8]) {
    let old = entries[number].value
    entries[number].value = arena.replace(old, with: value)
    if Int(old.count) != value.count { abandoned += Int(old.count) }
    guard abandoned > 1 << 20, abandoned * 2 > arena.size else { return }
    // Leaves the bytes behind that nothing refers to.
    var kept = ByteArena()
    for index in entries.indices {
      entries[index].name = kept.keep(Array(name(index)))
      entries[index].value = kept.keep(Array(self.value(index)))
    }
    (arena, abandoned) = (kept, 0)
  }
}
