import CanonicalEncoding
import DocumentFiles
import Ledger
import QuorateTesting
import Signing
import Testing
import Voting

@Suite struct ElectorateFileTests {
  static func account(_ bytes: [UInt8]) throws -> AccountKey {
    try #require(AccountKey(family: .evm, bytes: ByteString(bytes)))
  }

  /// Rows of distinct accounts in order; accounts close to each other are frequent.
  static func holdings(_ count: Int, _ random: inout RepeatableNumbers) throws -> [Holding] {
    var accounts: Set<AccountKey> = []
    while accounts.count < count {
      var bytes = [UInt8](repeating: 0x55, count: 20)
      for _ in 0..<random.below(5) { bytes[random.below(20)] = UInt8(truncatingIfNeeded: random.next()) }
      accounts.insert(try account(bytes))
    }
    return accounts.sorted().map { account in
      let names = random.below(3) == 0 ? ["shares", "token"] : ["token"]
      return Holding(
        account: account,
        amounts: names.map { .init(asset: $0, units: UInt128(random.next()) << UInt128(random.below(60))) })
    }
  }

  /// RFC 6962 §2.1, as it is written.
  static func root(_ leaves: ArraySlice<[UInt8]>) -> Digest {
    if leaves.isEmpty { return .sha256([]) }
    guard leaves.count > 1, let first = leaves.indices.first else {
      return .sha256([0] + (leaves.first ?? []))
    }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let (left, right) = (root(leaves[first..<first + split]), root(leaves[(first + split)...]))
    return .sha256([1] + left.bytes + right.bytes)
  }

  @Test func `every row is found, and nobody else, for random files`() throws {
    var random = RepeatableNumbers(seed: 20)
    for count in Array(0...40) + [100, 1000] {
      let holdings = try Self.holdings(count, &random)
      let file = ElectorateFile(bytes: holdings.flatMap(\.line))
      for holding in holdings { #expect(try file.holding(of: holding.account) == holding) }
      let strangers = try (0..<50).map { _ in try Self.account(random.bytes(20)) }
      let near = try holdings.prefix(50).map { holding in
        var bytes = holding.account.bytes.bytes
        bytes[19] ^= 1
        return try Self.account(bytes)
      }
      for account in strangers + near {
        #expect(try file.holding(of: account) == holdings.first { $0.account == account })
      }
    }
  }

  @Test func `the commitment is that of a slow reference, for random files`() throws {
    var random = RepeatableNumbers(seed: 6962)
    for count in Array(0...33) + [64, 65, 500] {
      let holdings = try Self.holdings(count, &random)
      let commitment = try ElectorateFile(bytes: holdings.flatMap(\.line)).commitment()
      #expect(commitment.root == Self.root(holdings.map(\.line)[...]))
      #expect(commitment.rows == UInt64(count))
      var totals: [String] = []
      for asset in ["shares", "token"]
      where holdings.contains(where: { $0.amounts.contains { $0.asset == asset } }) {
        totals.append("\(asset)=\(holdings.reduce(0) { $0 + $1.units(of: asset) })")
      }
      #expect(commitment.totals == totals)
    }
  }

  @Test func `a file of several megabytes is read across its pieces, from disk as from memory`() throws {
    var random = RepeatableNumbers(seed: 1 << 20)
    let holdings = try (0..<50_000).map { number in
      let bytes = eightBytes(number) + random.bytes(12)
      return Holding(
        account: try Self.account(bytes), amounts: [.init(asset: "token", units: UInt128(number))])
    }
    let bytes = holdings.flatMap(\.line)
    #expect(bytes.count > 2 << 20)
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try DurableFile.write(bytes, to: folder.path + "/rows")
    let file = try ElectorateFile(path: folder.path + "/rows")
    let commitment = try file.commitment()
    #expect(commitment.root == Self.root(holdings.map(\.line)[...]))
    #expect(commitment.totals == ["token=\(50_000 * 49_999 / 2)"])
    var read: [Holding] = []
    try file.forEach { read.append($0) }
    #expect(read == holdings)
    for holding in holdings.shuffled(using: &random).prefix(500) {
      #expect(try file.holding(of: holding.account) == holding)
    }
  }

  private func eightBytes(_ number: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: UInt64(number))
    return bytes
  }

  @Test(arguments: [1, 2, 3, 4, 63, 64, 200]) func `rows in memory are those of the file`(
    _ count: Int
  ) throws {
    var random = RepeatableNumbers(seed: 3)
    let holdings = try Self.holdings(count, &random)
    let bytes = holdings.flatMap(\.line)
    let table = try ElectorateTable(bytes: bytes)
    #expect(table.commitment == (try ElectorateFile(bytes: bytes).commitment()))
    for holding in holdings { #expect(table.holding(of: holding.account) == holding) }
    #expect(table.holding(of: try Self.account(random.bytes(20))) == nil)
    var read: [Holding] = []
    try table.forEach { read.append($0) }
    #expect(read == holdings)
  }

  @Test(
    arguments: [nil, 0, 1, 30, 59],
    [" other=5", " other=5 token=5", " role=council", " token=5 role=council", ""])
  func `rows in memory are those of the file, where one is of another kind`(_ place: Int?, _ odd: String)
    throws
  {
    let lines = try (0..<60).map { row in
      let account = try Self.account([UInt8](repeating: UInt8(row + 1), count: 20)).text
      return Array("\(account)\(row == place ? odd : " token=\(row)")\n".utf8)
    }
    let holdings = lines.compactMap { Holding(line: $0[...]) }
    try #require(holdings.count == (place != nil && odd.isEmpty ? 59 : 60))
    let table = try ElectorateTable(bytes: holdings.flatMap(\.line))
    for holding in holdings { #expect(table.holding(of: holding.account) == holding) }
    var read: [Holding] = []
    try table.forEach { read.append($0) }
    #expect(read == holdings)
  }

  @Test func `accounts chosen to begin alike are found as any others`() throws {
    let accounts = try [0x00, 0x7f, 0xff].flatMap { start in
      try (0..<100).map { number in
        try Self.account([UInt8](repeating: start, count: 8) + eightBytes(number + 1) + [1, 2, 3, 4])
      }
    }
    let holdings = accounts.map { Holding(account: $0, amounts: [.init(asset: "token", units: 1)]) }
    let table = try ElectorateTable(bytes: holdings.flatMap(\.line))
    for account in accounts {
      #expect(table.holding(of: account)?.account == account)
      var other = account.bytes.bytes
      other[19] = 9
      #expect(table.holding(of: try Self.account(other)) == nil)
    }
  }

  // MARK: Attacks

  static let first = "evm:5aaeb6053f3e94c9b9a09f33669435e7ef1beaed token=5\n"
  static let second = "evm:fb6916095ca1df60bb79ce92ce3ea74c37c5d359 token=7\n"

  @Test(arguments: [
    (id: "rows in the other order", text: second + first),
    (id: "attack 34: a row twice", text: first + first),
    (id: "attack 34: an account twice", text: first + first.replacing("=5", with: "=6")),
    (id: "no line feed at the end", text: first + second.dropLast()),
    (id: "an empty line", text: first + "\n" + second),
    (id: "CR LF", text: first.replacing("\n", with: "\r\n")),
    (id: "upper case", text: first.replacing("evm", with: "EVM")),
    (id: "zeros in front", text: first.replacing("=5", with: "=05")),
    (id: "a comment", text: "# rows\n" + first),
  ])
  func `attack 33: a file that is not canonical has no commitment`(_ row: (id: String, text: String)) {
    let refusal = #expect(throws: ElectorateRefusal.self) {
      try ElectorateFile(bytes: Array(row.text.utf8)).commitment()
    }
    #expect(refusal?.code == "electorate.line")
  }

  @Test func `attack 33: every changed byte changes the root or is refused`() throws {
    let bytes = Array((Self.first + Self.second).utf8)
    let root = try ElectorateFile(bytes: bytes).commitment().root
    for place in bytes.indices {
      for bit in UInt8(0)..<8 {
        var altered = bytes
        altered[place] ^= 1 << bit
        let commitment = try? ElectorateFile(bytes: altered).commitment()
        #expect(commitment?.root != root)
      }
    }
  }

  @Test func `attack 40: a total that reaches 2^128 is refused`() {
    let most = Self.first.replacing("=5", with: "=340282366920938463463374607431768211449")
    let text = most + Self.second
    #expect(throws: ElectorateRefusal.overflow("token")) {
      try ElectorateFile(bytes: Array(text.utf8)).commitment()
    }
    let less = text.replacing("=7", with: "=6")
    #expect(
      (try? ElectorateFile(bytes: Array(less.utf8)).commitment())?.totals
        == ["token=340282366920938463463374607431768211455"])
  }
}
