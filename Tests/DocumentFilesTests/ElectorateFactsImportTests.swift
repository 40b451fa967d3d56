import CanonicalEncoding
import DocumentFiles
import Ledger
import Testing
import Voting

/// Lists with locks, stakes, validators, roles and allocations.
@Suite struct ElectorateFactsImportTests {
  static let first = ElectorateImportTests.first
  static let second = ElectorateImportTests.second
  /// The accounts as a line writes them.
  static let (one, two) = (
    "evm:5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "evm:fb6916095ca1df60bb79ce92ce3ea74c37c5d359"
  )

  static let tables: [(id: String, text: String, rows: [String])] = [
    (
      id: "a lock", text: "account,lock.amount,lock.delay,lock.ageing\n\(first),5,2922d,2021-02-01\n",
      rows: ["\(one) lock=token:5;ageing:1612137600000;delay:252460800000"]
    ),
    (
      id: "a lock in milliseconds", text: "account,lock.amount,lock.until\n\(first),5,1612137600000\n",
      rows: ["\(one) lock=token:5;until:1612137600000"]
    ),
    (
      id: "a lock in seconds", text: "account,Lock.Amount,lock.until\n\(first),5,1612137600s\n",
      rows: ["\(one) lock=token:5;until:1612137600000"]
    ),
    (
      id: "parts that say nothing",
      text: "account,lock.amount,lock.delay,lock.fees,lock.multiplier\n\(first),5,0s,0,100\n",
      rows: ["\(one) lock=token:5"]
    ),
    (
      id: "an asset of its own", text: "account,amount,lock.amount,lock.asset\n\(first),1,5,icp\n",
      rows: ["\(one) token=1 lock=icp:5"]
    ),
    (
      id: "several assets", text: "account,amount.fet,amount.agix\n\(first),5,\n\(second),6,7\n",
      rows: ["\(one) fet=5", "\(two) agix=7 fet=6"]
    ),
    (
      id: "roles", text: "account,roles\n\(second),council\n\(first),guardian council\n",
      rows: ["\(one) role=council role=guardian", "\(two) role=council"]
    ),
    (
      id: "a stake and its validator",
      text:
        "account,stake.validator,stake.shares,validator.bonded,validator.shares\n"
        + "\(first),\(second),12.5,,\n\(second),,,100,100.25\n",
      rows: ["\(one) stake=\(two):12.5", "\(two) validator=bonded:100;shares:100.25"]
    ),
    (
      id: "allocations", text: "account,amount,allocation.target,allocation.points\n\(first),9,nft-1,6000\n",
      rows: ["\(one) token=9 allocation=nft-1:6000"]
    ),
    (
      id: "several lines of one account",
      text:
        "account,amount,lock.amount,allocation.target,allocation.points\n\(first),9,5,b,1\n\(second),1,,,\n"
        + "\(first),,6,,\n\(first.lowercased()),,,a,2\n",
      rows: ["\(one) token=9 allocation=a:2 allocation=b:1 lock=token:5 lock=token:6", "\(two) token=1"]
    ),
    (id: "other columns", text: "account,amount,note.x,role\n\(first),5,y,admin\n", rows: ["\(one) token=5"]),
  ]

  @Test(arguments: tables) func `tables with facts become rows`(
    _ row: (id: String, text: String, rows: [String])
  ) throws {
    #expect(try ElectorateImportTests.csv(row.text) == row.rows)
  }

  static let lists: [(id: String, text: String, rows: [String])] = [
    (
      id: "locks",
      text:
        #"[{"account":"\#(first)","locks":[{"amount":6,"delay":"1d"},{"amount":"6","delay":86400000,"asset":"token"}]}]"#,
      rows: ["\(one) lock=token:6;delay:86400000 lock=token:6;delay:86400000"]
    ),
    (
      id: "every part",
      text:
        #"[{"account":"\#(first)","amount":1,"locks":[{"amount":"6","ageing":1,"bonus":2,"fees":3,"from":4,"multiplier":5,"refreshed":6,"until":7}]}]"#,
      rows: ["\(one) token=1 lock=token:6;ageing:1;bonus:2;fees:3;from:4;multiplier:5;refreshed:6;until:7"]
    ),
    (
      id: "everything else",
      text:
        #"[{"account":"\#(first)","amounts":{"b":"1","a":2},"roles":["x"],"allocations":{"t":1},"stakes":[{"validator":"\#(second)","shares":"0.5"}],"validator":{"unbonded":"1","shares":"2"}}]"#,
      rows: ["\(one) a=2 b=1 allocation=t:1 role=x stake=\(two):0.5 validator=unbonded:1;shares:2"]
    ),
  ]

  @Test(arguments: lists) func `objects with facts become rows`(
    _ row: (id: String, text: String, rows: [String])
  ) throws {
    #expect(try ElectorateImportTests.json(row.text) == row.rows)
  }

  static let broken: [(id: String, text: String, code: String)] = [
    (id: "an unknown part", text: "account,lock.amount,lock.since\n\(first),5,1\n", code: "electorate.line"),
    (id: "a lock without amount", text: "account,lock.delay\n\(first),5d\n", code: "electorate.line"),
    (
      id: "a delay and an end", text: "account,lock.amount,lock.delay,lock.until\n\(first),5,1,1\n",
      code: "electorate.line"
    ),
    (
      id: "a delay that is none", text: "account,lock.amount,lock.delay\n\(first),5,long\n",
      code: "electorate.line"
    ),
    (
      id: "attack 40: an instant of 2^53",
      text: "account,lock.amount,lock.from\n\(first),5,9007199254740992\n", code: "electorate.line"
    ),
    (id: "a locked fraction", text: "account,lock.amount\n\(first),5.0\n", code: "weight.form"),
    (id: "a line that says nothing", text: "account,lock.amount\n\(first),\n", code: "electorate.line"),
    (
      id: "a stake without shares", text: "account,stake.validator\n\(first),\(second)\n",
      code: "electorate.line"
    ),
    (
      id: "a stake with a name", text: "account,stake.validator,stake.shares\n\(first),alice,1\n",
      code: "account.form"
    ),
    (
      id: "shares with zeros behind", text: "account,stake.validator,stake.shares\n\(first),\(second),1.0\n",
      code: "weight.form"
    ),
    (
      id: "a validator without shares", text: "account,validator.bonded\n\(first),1\n",
      code: "electorate.line"
    ),
    (id: "a role in upper case", text: "account,roles\n\(first),Council\n", code: "electorate.line"),
    (id: "a role twice", text: "account,roles\n\(first),a a\n", code: "electorate.line"),
    (
      id: "too many points", text: "account,allocation.target,allocation.points\n\(first),a,10001\n",
      code: "electorate.line"
    ),
    (id: "an asset that is none", text: "account,amount.A!\n\(first),1\n", code: "electorate.line"),
    (id: "facts without account", text: "who,lock.amount\n\(first),1\n", code: "electorate.columns"),
    (
      id: "attack 34: two amounts", text: "account,amount,lock.amount\n\(first),1,2\n\(first),1,3\n",
      code: "snapshot.duplicateHolder"
    ),
    (
      id: "attack 34: a line twice", text: "account,lock.amount\n\(first),2\n\(first),2\n",
      code: "snapshot.duplicateHolder"
    ),
    (
      id: "attack 34: a role line twice", text: "account,roles\n\(first),a\n\(first),b\n",
      code: "snapshot.duplicateHolder"
    ),
    (
      id: "attack 34: together more than all",
      text: "account,allocation.target,allocation.points\n\(first),a,6000\n\(first),b,4001\n",
      code: "snapshot.duplicateHolder"
    ),
  ]

  @Test(arguments: broken) func `a broken table with facts is refused`(
    _ row: (id: String, text: String, code: String)
  ) {
    let error = #expect(throws: (any Error).self) { try ElectorateImportTests.csv(row.text) }
    #expect((error as? any CodedRefusal)?.code == row.code, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(arguments: [
    #"{"locks":5}"#, #"{"locks":[5]}"#, #"{"locks":[{"amount":"1","x":"1"}]}"#,
    #"{"locks":[{"delay":"1d"}]}"#,
    #"{"stakes":[{"validator":"x"}]}"#, #"{"validator":"x"}"#, #"{"validator":{"bonded":"1"}}"#,
    #"{"roles":"council"}"#, #"{"roles":["C"]}"#, #"{"allocations":["a"]}"#, #"{"allocations":{"a":0}}"#,
    #"{"amounts":{"A":"1"}}"#, #"{"amount":"1","amounts":{"token":"1"}}"#, #"{"locks":[]}"#,
    #"{"roles":[true]}"#,
  ]) func `a broken object with facts is refused`(_ members: String) {
    let text = #"[{"account":"\#(Self.first)",\#(members.dropFirst())]"#
    #expect(throws: ElectorateRefusal.self) { try ElectorateImportTests.json(text) }
  }

  @Test func `what is locked has totals of its own`() throws {
    let text = "account,amount,lock.amount,lock.asset\n\(Self.first),1,5,icp\n\(Self.second),2,6,icp\n"
    let electorate = try ElectorateImport(csv: Array(text.utf8), asset: "token").bytes
    #expect(try ElectorateFile(bytes: electorate).commitment().totals == ["token=3", "lock=icp:11"])
  }
}
