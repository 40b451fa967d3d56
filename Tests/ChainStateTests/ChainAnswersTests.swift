import CanonicalEncoding
import ChainState
import QuorateTesting
import Foundation
import Testing

@Suite struct ChainAnswersTests {
  /// The first block of Ethereum, as a node answers to `eth_getBlockByNumber`.
  static let genesis = """
    {"difficulty":"0x400000000","extraData":"0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa",\
    "gasLimit":"0x1388","gasUsed":"0x0","hash":"0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",\
    "logsBloom":"0x\(String(repeating: "0", count: 512))","miner":"0x\(String(repeating: "0", count: 40))",\
    "mixHash":"0x\(String(repeating: "0", count: 64))","nonce":"0x0000000000000042","number":"0x0",\
    "parentHash":"0x\(String(repeating: "0", count: 64))",\
    "receiptsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",\
    "sha3Uncles":"0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347","size":"0x21c",\
    "stateRoot":"0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544","timestamp":"0x0",\
    "totalDifficulty":"0x400000000","transactions":[],\
    "transactionsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","uncles":[]}
    """

  @Test func `the first block of Ethereum hashes to its name`() throws {
    for text in [Self.genesis, "[\(Self.genesis)]", #"{"jsonrpc":"2.0","id":7,"result":\#(Self.genesis)}"#] {
      let block = try #require(try ChainAnswers(Array(text.utf8)).blocks.first)
      #expect(block.height == 0 && block.time.milliseconds == 0)
      #expect(block.stateRoot.short == "0xd7f8974f…")
    }
  }

  @Test(arguments: ["stateRoot", "timestamp", "number", "hash", "extraData"])
  func `a block with one field changed is another block`(field: String) throws {
    let start = try #require(Self.genesis.range(of: "\"\(field)\":\"0x"))
    var changed = Self.genesis
    let digit = changed.index(start.upperBound, offsetBy: field == "number" || field == "timestamp" ? 0 : 5)
    changed.replaceSubrange(digit...digit, with: changed[digit] == "7" ? "8" : "7")
    do throws(ChainRefusal) {
      _ = try ChainAnswers(Array(changed.utf8))
      Issue.record("taken")
    } catch {
      #expect(error.code == "chain.header")
    }
  }

  @Test func `what an answer claims beside its proof is not read`() throws {
    let world = SampleChain(tokens: [[UInt8](repeating: 5, count: 20): 77])
    let answers = try ChainAnswers(Array(world.answer.utf8))
    let account = try ProvenAccount(of: SampleChain.token, in: answers.proof, stateRoot: world.stateRoot)
    #expect(account.balance == [])
    let slot = StorageSlot(
      of: [UInt8](repeating: 5, count: 20), inMappingAt: StorageSlot(SampleChain.mapping), layout: .solidity)
    #expect(try account.word(at: slot, in: answers.proof) == [77])
    #expect(try account.word(at: StorageSlot(9), in: answers.proof) == [])
  }

  @Test(arguments: [
    ("no JSON", "{"), ("a number", "5"),
    ("an error", #"{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"missing trie node"}}"#),
    ("no result", #"{"jsonrpc":"2.0","id":1}"#),
    ("the questions", #"[{"jsonrpc":"2.0","id":1,"method":"eth_getProof","params":[]}]"#),
    ("a node of 1,025 bytes", "{\"accountProof\":[\"0x\(String(repeating: "00", count: 1025))\"]}"),
    ("a header that is a word", #"{"jsonrpc":"2.0","result":"0x5"}"#),
    ("null", #"[{"jsonrpc":"2.0","result":null}]"#),
    ("a node that is a number", #"{"accountProof":[5]}"#), ("not hexadecimal", #"{"accountProof":["0xzz"]}"#),
    ("no list", #"{"accountProof":"0x80"}"#),
    ("storage without proof", #"{"accountProof":[],"storageProof":[{}]}"#),
    ("a block without fields", #"{"hash":"0x\#(String(repeating: "0", count: 64))"}"#), ("nothing", "{}"),
  ]) func `what does not read is refused`(id: String, text: String) {
    do throws(ChainRefusal) {
      _ = try ChainAnswers(Array(text.utf8))
      Issue.record("taken")
    } catch {
      #expect(error.code == "chain.answer")
    }
  }

  @Test func `a raw header reads`() throws {
    let world = SampleChain(tokens: [:])
    let header = try BlockHeader(encoded: world.header.encoded)
    #expect(header.stateRoot == world.stateRoot && header.height == 19_000_000)
    #expect(header.time.milliseconds == 1_700_000_000_000)
    let answer = #"{"jsonrpc":"2.0","id":0,"result":"0x\#(Hex.encode(world.header.encoded))"}"#
    #expect(try ChainAnswers(Array(answer.utf8)).blocks == [header])
    #expect(throws: ChainRefusal.self) { try BlockHeader(encoded: [0xc0]) }
    #expect(throws: ChainRefusal.self) { try BlockHeader(encoded: RLPItem.bytes([1, 2]).encoded) }
  }
}
