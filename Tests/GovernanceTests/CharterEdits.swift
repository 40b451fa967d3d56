import CanonicalEncoding
import SafetyProtocol
import Testing

extension CharterRatchetTests {
  /// One edit of the preset `ai-safety`, and what becomes of each clause it touches.
  struct Edit: Sendable, CustomTestStringConvertible {
    let id: String
    let from: String
    let to: String
    let clauses: [String: Tightness]

    var testDescription: String { id }

    init(_ id: String, _ from: String, _ to: String, _ clauses: [String: Tightness]) {
      self.id = id
      self.from = from
      self.to = to
      self.clauses = clauses
    }
  }

  static let other = "0x3333333333333333333333333333333333333333"
  private static let publicApproval = "count: [For], of: [For, Against], at_least: 60%}"
  private static let publicTrack =
    "    delay: 2d\n    period: 7d\n    timelock: 3d\n    grace: 14d\n    veto_by: council"
  private static let council =
    "  council:                   # puts executions off, by so much and no more, and pulls the brake\n"

  // The track `public` is that of public deployments alone, and `loosening` that of the charter itself.
  static let edits: [Edit] = [
    // Display
    Edit("a comment", "# What the council may stop", "# Whatever the council may stop", [:]),
    Edit("decimals", "decimals: 18", "decimals: 6", ["assets.token": .neutral]),
    Edit("terms", "houses:\n", "terms: {defeated: Lost}\n\nhouses:\n", ["terms": .neutral]),
    // People
    Edit(
      "fewer signatures",
      council
        + "    members: [\"0x1111111111111111111111111111111111111111\", \"0x2222222222222222222222222222222222222222\"]\n    needs: 2",
      council
        + "    members: [\"0x1111111111111111111111111111111111111111\", \"0x2222222222222222222222222222222222222222\"]\n    needs: 1",
      ["roles.council": .loosening]),
    Edit(
      "a further member", council + "    members: [", council + "    members: [\"\(other)\", ",
      ["roles.council": .loosening]),
    Edit(
      "a role nobody has a use for", "roles:\n", "roles:\n  idle: {members: [\"\(other)\"], needs: 1}\n",
      ["roles.idle": .neutral]),
    Edit(
      "another registrar", "electorates_by: registrar", "electorates_by: clerk",
      ["electorates_by": .loosening, "roles.clerk": .neutral]),
    Edit(
      "attesters of electorates", "electorates_by: registrar",
      "electorates_by: registrar\nelectorates: {attested_by: council, window: 1d, max_age: 30d}",
      ["electorates": .loosening]),
    Edit("another electorate", "electorate: members", "electorate: others", ["houses.tokens": .loosening]),
    Edit(
      "another power", "power: {source: heads}",
      "power: {source: role, roles: {council: 2, evaluator: 1}, per: role}",
      ["houses.safety": .loosening]),
    Edit(
      "other seats", "{accredited: true, roles: [council]}",
      "{accredited: true, roles: [council, registrar]}",
      ["houses.safety": .loosening]),
    Edit(
      "a list in the place of seats", "seats: {accredited: true, roles: [council]}", "electorate: safety",
      ["houses.safety": .loosening]),
    Edit("power read later", "lookback 14d, opening", "lookback 1d, opening", ["houses.tokens": .loosening]),
    Edit(
      "power read earlier", "lookback 14d, opening", "lookback 30d, opening", ["houses.tokens": .loosening]),
    Edit("shorter chains", "depth: 8", "depth: 4", ["delegation": .loosening]),
    Edit("longer chains", "depth: 8", "depth: 16", ["delegation": .loosening]),
    // Kinds
    Edit(
      "a thing no longer allowed", "  weights.release: {track: loosening, topic: models}\n", "",
      ["kinds.weights.release": .tightening]),
    Edit(
      "a stop no longer allowed", "  model.revoke: {track: standard, topic: models}\n", "",
      ["kinds.model.revoke": .loosening]),
    Edit(
      "an accusation no longer allowed", "  evaluator.revoke: {track: guarded, topic: council}\n", "",
      ["kinds.evaluator.revoke": .loosening]),
    Edit(
      "another topic", "model.deploy: {track: public, topic: models}",
      "model.deploy: {track: public, topic: general}", ["kinds.model.deploy.topic": .loosening]),
    Edit(
      "an easier track", "model.deploy: {track: public,", "model.deploy: {track: guarded,",
      ["kinds.model.deploy.track": .loosening]),
    Edit(
      "a harder track", "model.deploy: {track: public,", "model.deploy: {track: loosening,",
      ["kinds.model.deploy.track": .tightening]),
    Edit(
      "a harder track to stop something", "model.revoke: {track: standard,",
      "model.revoke: {track: loosening,", ["kinds.model.revoke.track": .loosening]),
    Edit(
      "a variant that takes the kind's track", "  model.deploy/limited: {track: guarded, topic: models}\n",
      "", ["kinds.model.deploy/limited.track": .tightening]),
    Edit(
      "a side door to amendments", "  charter.amend: {",
      "  charter.amend/tightening: {track: tightening, topic: charter}\n  charter.amend: {",
      ["kinds.charter.amend/tightening.track": .loosening]),
    Edit(
      "by itself", "text.resolution: {track: standard, topic: general}",
      "text.resolution: {track: standard, topic: general, execution: by-itself}",
      ["kinds.text.resolution.execution": .loosening]),
    // Bars of public deployments
    Edit(
      "a higher bar", publicApproval, publicApproval.replacing("60%", with: "2/3"),
      ["tracks.public.tests.approval": .tightening, "tracks.public.tests.safety": .tightening]),
    Edit(
      "a lower bar", publicApproval, publicApproval.replacing("60%", with: "1/2"),
      ["tracks.public.tests.approval": .loosening, "tracks.public.tests.safety": .loosening]),
    Edit(
      "the bar exceeded", publicApproval, publicApproval.replacing("at_least", with: "more_than"),
      ["tracks.public.tests.approval": .tightening, "tracks.public.tests.safety": .tightening]),
    Edit(
      "rounded down", publicApproval, publicApproval.replacing("60%", with: "60%, rounded_down: true"),
      ["tracks.public.tests.approval": .loosening, "tracks.public.tests.safety": .loosening]),
    Edit(
      "an empty whole passes", publicApproval,
      publicApproval.replacing("60%", with: "60%, empty_passes: true"),
      ["tracks.public.tests.approval": .loosening, "tracks.public.tests.safety": .loosening]),
    Edit(
      "no less than", publicApproval, publicApproval.replacing("60%", with: "60%, no_less_than: \"5\""),
      ["tracks.public.tests.approval": .tightening, "tracks.public.tests.safety": .tightening]),
    Edit(
      "another whole", publicApproval, publicApproval.replacing("[For, Against]", with: "electorate"),
      ["tracks.public.tests.approval": .loosening, "tracks.public.tests.safety": .loosening]),
    Edit(
      "a quorum higher", "of: electorate, at_least: 10%", "of: electorate, at_least: 20%",
      ["tracks.public.tests.quorum": .tightening]),
    Edit(
      "a quorum lower", "of: electorate, at_least: 10%", "of: electorate, at_least: 1%",
      ["tracks.public.tests.quorum": .loosening]),
    Edit(
      "a quorum gone",
      "      - {test: share, name: quorum, house: tokens, count: [For, Against, Abstain], of: electorate, at_least: 10%}\n",
      "", ["tracks.public.tests.quorum": .loosening]),
    Edit(
      "a further test", "of: electorate, at_least: 10%}\n",
      "of: electorate, at_least: 10%}\n      - {test: floor, name: many, house: tokens, count: [For], at_least: \"5\"}\n",
      ["tracks.public.tests.many": .tightening]),
    Edit(
      "an absolute quorum of a share",
      "test: share, name: quorum, house: tokens, count: [For, Against, Abstain], of: electorate, at_least: 10%",
      "test: turnout, name: quorum, house: tokens, of: electorate, at_least: 20%",
      ["tracks.public.tests.quorum": .loosening]),
    // Waits
    Edit(
      "longer waits", publicTrack,
      "    delay: 3d\n    period: 8d\n    timelock: 4d\n    grace: 13d\n    veto_by: council",
      [
        "tracks.public.delay": .tightening, "tracks.public.period": .tightening,
        "tracks.public.timelock": .tightening, "tracks.public.grace": .tightening,
      ]),
    Edit(
      "shorter waits", publicTrack,
      "    delay: 1d\n    period: 6d\n    timelock: 0s\n    grace: 15d\n    veto_by: council",
      [
        "tracks.public.delay": .loosening, "tracks.public.period": .loosening,
        "tracks.public.timelock": .loosening, "tracks.public.grace": .loosening,
      ]),
    // Who stops what
    Edit(
      "no veto", publicTrack, publicTrack.replacing("\n    veto_by: council", with: ""),
      ["tracks.public.veto_by": .loosening]),
    Edit(
      "another veto", publicTrack, publicTrack.replacing("veto_by: council", with: "veto_by: registrar"),
      ["tracks.public.veto_by": .loosening]),
    Edit(
      "a guardian who delays", publicTrack,
      publicTrack + "\n    guardians:\n      - {act: postpone, by: council, during: [timelock], at_most: 3d}",
      ["tracks.public.guardians": .tightening]),
    Edit(
      "a guardian who frees", publicTrack,
      publicTrack + "\n    guardians:\n      - {act: waive, by: council, during: [timelock]}",
      ["tracks.public.guardians": .loosening]),
    // The course
    Edit(
      "early approval", publicTrack,
      publicTrack
        + "\n    early:\n      - {name: e, outcome: passed, when: [{test: share, name: e, house: tokens, count: [For], of: electorate, more_than: 1/2}]}",
      ["tracks.public.early.e": .loosening]),
    Edit(
      "early defeat", publicTrack,
      publicTrack
        + "\n    early:\n      - {name: e, outcome: defeated, when: [{test: floor, name: e, house: tokens, count: [Against], at_least: \"1\"}]}",
      ["tracks.public.early.e": .tightening]),
    Edit(
      "confirmation", publicTrack, publicTrack + "\n    confirmation: {for: 1d}",
      ["tracks.public.confirmation": .loosening]),
    Edit(
      "late quorum", publicTrack, publicTrack + "\n    late_quorum: {test: quorum, by: 1d}",
      ["tracks.public.late_quorum": .tightening]),
    Edit(
      "queues itself", publicTrack, publicTrack + "\n    queues_itself: true",
      ["tracks.public.queues_itself": .loosening]),
    Edit(
      "never lapses", publicTrack, publicTrack + "\n    never_lapses: true",
      ["tracks.public.never_lapses": .loosening]),
    Edit(
      "queued at any time", publicTrack, publicTrack + "\n    queue_any_time: true",
      ["tracks.public.queue_any_time": .loosening]),
    Edit(
      "a boundary", publicTrack, publicTrack + "\n    ends: {opening: inclusive, closing: inclusive}",
      ["tracks.public.ends": .loosening]),
    Edit(
      "less quiet", "    wait_for_quiet: {increase: 2d, house: tokens, option: For, against: Against}\n", "",
      ["tracks.public.wait_for_quiet": .loosening, "tracks.loosening.wait_for_quiet": .loosening]),
    Edit(
      "silence is consent", publicTrack, publicTrack + "\n    silence: executes",
      ["tracks.public.silence": .loosening]),
    Edit(
      "a second vote", publicTrack, publicTrack + "\n    then: [{after: passed, track: guarded}]",
      ["tracks.public.then": .loosening]),
    Edit(
      "a second chance", publicTrack, publicTrack + "\n    then: [{after: failed, track: guarded}]",
      ["tracks.public.then": .loosening]),
    // Tracks by which something is stopped, or the rules are changed
    Edit(
      "a higher bar of everything", "at_least: 4%", "at_least: 5%",
      ["tracks.standard.tests.quorum": .loosening, "tracks.tightening.tests.quorum": .loosening]),
    Edit(
      "a higher bar of amendments", "at_least: 15%", "at_least: 90%",
      ["tracks.loosening.tests.quorum": .loosening]),
    Edit(
      "a track that nobody uses", "tracks:\n",
      "tracks:\n  idle:\n    houses: [tokens]\n    ballot: {method: single-choice, options: [For, Against], replaceable: true}\n    propose_with: \"0\"\n    delay: 0s\n    period: 1d\n    timelock: 0s\n    grace: 1d\n    tests: [{test: floor, name: f, house: tokens, count: [For], at_least: \"1\"}]\n",
      ["tracks.idle": .neutral]),
    // The brake and the gate
    Edit("a shorter pause", "  at_most: 72h\n", "  at_most: 48h\n", ["brake": .loosening]),
    Edit("nobody revokes", "  revoke_by: council\n", "", ["brake": .loosening]),
    Edit("what was paused runs on", "{model: needs-approval}", "{model: reopens}", ["brake": .loosening]),
    Edit(
      "approvals end sooner", "approval_at_most: 90d", "approval_at_most: 30d",
      ["gate.approval_at_most": .tightening]),
    Edit(
      "approvals end later", "approval_at_most: 90d", "approval_at_most: 180d",
      ["gate.approval_at_most": .loosening]),
    Edit(
      "waivers end sooner", "waiver_at_most: 30d", "waiver_at_most: 7d", ["gate.waiver_at_most": .tightening]),
    Edit("less grace", "  grace: 7d\n", "  grace: 1d\n", ["gate.grace": .tightening]),
    Edit("more grace", "  grace: 7d\n", "  grace: 8d\n", ["gate.grace": .loosening]),
    Edit("stale sooner", "stale_after: 1d", "stale_after: 1h", ["gate.stale_after": .tightening]),
    Edit("stale later", "stale_after: 1d", "stale_after: 2d", ["gate.stale_after": .loosening]),
    Edit(
      "failures are forgotten", "failure_window: 90d", "failure_window: 1d",
      ["gate.failure_window": .loosening]),
    Edit(
      "failures are kept", "failure_window: 90d", "failure_window: 180d", ["gate.failure_window": .tightening]
    ),
    Edit(
      "less turnover", "at_most: 1/3, within: 90d", "at_most: 1/4, within: 90d",
      ["gate.turnover": .tightening]),
    Edit(
      "more turnover", "at_most: 1/3, within: 90d", "at_most: 1/2, within: 90d", ["gate.turnover": .loosening]
    ),
    Edit(
      "less turnover in less time", "at_most: 1/3, within: 90d", "at_most: 1/4, within: 30d",
      ["gate.turnover": .loosening]),
    Edit(
      "a longer time before few are overruled", "lapses_after: 90d", "lapses_after: 91d",
      ["tightening.lapses_after": .loosening]),
    Edit(
      "a shorter one", "lapses_after: 90d", "lapses_after: 89d", ["tightening.lapses_after": .loosening]),
    Edit(
      "none", "tightening: {lapses_after: 90d}\n", "", ["tightening.lapses_after": .loosening]),
    Edit("any turnover", "  turnover: {at_most: 1/3, within: 90d}\n", "", ["gate.turnover": .loosening]),
    Edit(
      "breaking glass", "gate:\n", "gate:\n  break_glass: {by: council, at_most: 1h}\n",
      ["gate.break_glass": .loosening]),
    Edit(
      "no signatures of releases", "release:\n  needs: 2", "terms: {defeated: Lost}\n#",
      ["release": .loosening, "terms": .neutral]),
    Edit(
      "one signature of releases", "release:\n  needs: 2", "release:\n  needs: 1", ["release": .loosening]),
    Edit(
      "three signatures of releases", "release:\n  needs: 2", "release:\n  needs: 3", ["release": .tightening]
    ),
    Edit(
      "proposers", "    delay: 2d\n    period: 7d",
      "    propose_by: council\n    delay: 2d\n    period: 7d",
      ["tracks.public.propose_by": .tightening]),
    Edit(
      "a quota", "    delay: 2d\n    period: 7d",
      "    quota: {each: 3, within: 7d}\n    delay: 2d\n    period: 7d",
      ["tracks.public.quota": .tightening]),
    Edit(
      "witnesses", "gate:\n",
      "witnesses:\n  policy: \"\(Digest.zero)\"\n  max_gap: 6h\n  grace: 10m\n  required_for: [model.deploy]\n\ngate:\n",
      ["witnesses": .tightening]),
  ]
}
