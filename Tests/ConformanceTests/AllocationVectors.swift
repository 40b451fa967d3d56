import CanonicalEncoding
import QuorateTesting
import Voting

/// The runners of Ocean's allocations.
let oceanAllocationKinds: [String: RuleRunner] = ["ocean_ve_allocate": oceanAllocation]

/// Ocean's veAllocate: one account sets parts for data assets, one after another.
@Sendable private func oceanAllocation(_ vector: RuleVector) throws -> [String] {
  let whole = try Int(exactly: vector.params.number("max_total")).orThrow("the total is too large")
  let method = AllocationVote(whole: whole)
  var assets: [String] = []
  var standing = Choice(positions: [])
  var accepted: [Bool] = []
  for operation in try vector.inputs.list("ops") {
    guard let pair = operation.array, pair.count == 2, let asset = pair[0].string else {
      throw RowFault(description: "an operation is not an asset and a part")
    }
    let part = try VectorRow.amount(pair[1], "the part")
    let position = assets.firstIndex(of: asset) ?? assets.count
    if position == assets.count { assets.append(asset) }
    do {
      standing = try method.setting(part, at: position, of: standing)
      accepted.append(true)
    } catch {
      accepted.append(false)
    }
  }
  let expected = try vector.expect.list("accepted").map(\.bool)
  return accepted == expected ? [] : ["accepted \(accepted)"]
}
