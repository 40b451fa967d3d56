internal import CanonicalEncoding

/// What a node of a chain answered: nodes of tries, and blocks.
///
/// Only what proves itself is kept. What the answers claim besides (balances, values) is not read.
package struct ChainAnswers: Sendable {
  /// All nodes of all answers to `eth_getProof`.
  package let proof: TrieProof
  /// Every block with a header that hashes to its name.
  package let blocks: [BlockHeader]

  /// The largest file: more than the answers to a sample of 10,000 draws.
  package static let sizeLimit = 128 << 20

  /// Answers in JSON: one, or a list of them, each with or without the envelope of JSON-RPC 2.0.
  /// - Throws: ``ChainRefusal`` for a node's error, a header that is another block's, or anything unknown.
  /// - Complexity: O(length).
  package init(_ bytes: [UInt8]) throws(ChainRefusal) {
    let value: JSONValue
    do { value = try JSONParser.parse(bytes, form: .wellFormed, limit: Self.sizeLimit) } catch {
      throw .answer(error.message)
    }
    var nodes: [[UInt8]] = []
    var blocks: [BlockHeader] = []
    for answer in value.array ?? [value] {
      if let header = try Self.rawHeader(in: answer) {
        blocks.append(header)
        continue
      }
      let result = try Self.result(of: answer)
      if result["accountProof"] != nil {
        nodes += try Self.nodes(of: result)
      } else {
        blocks.append(try BlockHeader(answer: .object(result)))
      }
    }
    proof = TrieProof(nodes: nodes)
    self.blocks = blocks
  }

  /// The answer to `debug_getRawHeader`: a text of digits in place of an object.
  private static func rawHeader(in answer: JSONValue) throws(ChainRefusal) -> BlockHeader? {
    guard let text = answer.object?["result"]?.string ?? answer.string else { return nil }
    guard let bytes = Hex.decode(prefixed: text) else { throw .answer("a header is `0x` and digits") }
    return try BlockHeader(encoded: bytes)
  }

  private static func result(of answer: JSONValue) throws(ChainRefusal) -> JSONObject {
    guard let object = answer.object else { throw .answer("an object, or a list of objects") }
    if let error = object["error"], error != .null {
      let text = error.object?["message"]?.string ?? "no message"
      throw .answer("the node answered with an error, \"\(DisplayText.escaped(text, limit: 120))\"")
    }
    guard object.members.contains(where: { $0.key == "jsonrpc" || $0.key == "result" }) else { return object }
    guard let result = object["result"]?.object else {
      throw .answer(
        object["method"] == nil
          ? "an answer without result" : "these are the questions, not the answers to them")
    }
    return result
  }

  private static func nodes(of result: JSONObject) throws(ChainRefusal) -> [[UInt8]] {
    var lists = [result["accountProof"]]
    for entry in result["storageProof"]?.array ?? [] { lists.append(entry.object?["proof"]) }
    var nodes: [[UInt8]] = []
    for list in lists {
      guard let texts = list?.array else { throw .answer("a proof is a list of nodes") }
      for text in texts {
        guard let node = text.string.flatMap({ Hex.decode(prefixed: $0) }) else {
          throw .answer("a node is `0x` and hexadecimal digits")
        }
        guard node.count <= TrieProof.nodeLimit else { throw .nodeSize(node.count) }
        nodes.append(node)
      }
    }
    return nodes
  }
}
