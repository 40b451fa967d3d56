/// What the action of a new draft looks like, by kind. What has to be filled in does not read until it is.
enum ActionTemplates {
  /// The lines of an action's fields, without indentation; `nil` for a kind without action.
  static func fields(of kind: String) -> String? {
    model[kind] ?? rules[kind] ?? people[kind] ?? resources[kind]
  }

  private static let digests = """
    # OpenSSF Model Signing root, and in-toto dirHash over every file: quorate model digest
    oms_root: "0x"
    dir_hash: "0x"
    """

  private static let deployment = """
    environment: production
    name: the-model                # what people call it; the digests decide
    \(digests)
    locations: []                  # e.g. "hf://org/model@<40-digit commit>"
    runtime: {}                    # digests of system_prompt, adapter, chat_template, serving_image
    # audience: limited            # internal, limited or public; public where it is left out
    # expires: 2027-02-21          # at the latest; the charter has a limit of its own
    # stages: [{name: canary, max_traffic_permille: 50, min_dwell: 1d}, {name: all, max_traffic_permille: 1000}]
    # protocols: [{id: frontier, version: 1, sha256: "0x"}]
    # oci: "sha256:"               # the manifest under which a registry has it
    # rollback_to: {oms_root: "0x", dir_hash: "0x"}
    """

  private static let model: [String: String] = [
    "model.deploy": deployment,
    "model.derive": """
    parent: {oms_root: "0x", dir_hash: "0x"}
    relation: finetune             # finetune, adapter, merge, quantized or distilled
    delta: ["0x"]                  # evaluations that compare the two
    child:
      environment: production
      name: the-child
      oms_root: "0x"
      dir_hash: "0x"
      locations: []
      runtime: {}
    """,
    "model.promote": """
    deployment: "0x"               # the identity of the proposal that approved it
    stage: all
    """,
    "model.revoke": digests
      + "\nreason: why\n# environments: [production]  # everywhere where it is left out",
    "model.retire": digests
      + "\nfrom: 2027-03-01\nhandling: keep                 # keep, archive or destroy\nreason: why",
    "model.rollback": """
    environments: [production]
    model: {oms_root: "0x", dir_hash: "0x"}
    target: {oms_root: "0x", dir_hash: "0x"}    # approved there before, and not expired
    reason: why
    """,
    "weights.release": digests
      + "\nname: the-model\nlicence: Apache-2.0\nterms: \"0x\"                    # SHA-256 of the terms",
  ]

  private static let rules: [String: String] = [
    "charter.amend": #"charter: "0x"                  # quorate charter hash FILE"#,
    "protocol.adopt": "id: frontier\nversion: 1\nsha256: \"0x\"                   # of the YAML file",
    "protocol.amend": """
    id: frontier
    version: 2
    sha256: "0x"                   # of the new YAML file
    replaces: "0x"                 # the version in force
    change: loosening              # tightening, neutral or loosening; recomputed
    """,
    "protocol.retire": "id: frontier\nversion: 1\nsha256: \"0x\"\nreason: why",
    "capability.threshold": """
    domain: cyber                  # cbrn, cyber, ai-rnd, manipulation or autonomy
    level: high
    protocol: frontier
    triggers: []                   # any of these rules says that the capability is there
    safeguards: []                 # these must then pass
    """,
    "waiver.grant": """
    protocol: frontier
    rule: the-rule
    \(digests)
    environment: production
    expires: 2027-01-15
    control: what is done instead
    reason: why
    """,
    "emergency.ratify":
      "pause: \"0x\"                     # the id in: quorate status --json\nuntil: 2027-01-31",
    "emergency.lift":
      "pause: \"0x\"                     # the id in: quorate status --json\nconditions: what is expected of operators",
  ]

  private static let people: [String: String] = [
    "evaluator.accredit": """
    account: "0x"
    name: the-evaluator
    organisation: the-lab
    scopes: [garak, inspect-ai]    # formats, tools before the first dot of a format, or protocols
    conflicts: none                # their statement on conflicts of interest
    expires: 2027-12-31
    """,
    "evaluator.revoke": "account: \"0x\"\nreason: why",
    "council.elect": """
    role: council
    needs: 2
    seats: []                      # [{account: "0x…", organisation: name}], in the order of accounts
    term: 2027-12-31
    """,
    "council.recall": "role: council\naccounts: [\"0x\"]\nreason: why",
    "key.register": """
    purpose: release               # release, producer, evaluator or witness
    holder: who holds it
    algorithm: ecdsa-p256          # ecdsa-p256, ed25519 or ecdsa-secp256k1
    spki: "0x"                     # SubjectPublicKeyInfo, DER
    """,
    "key.rotate": "purpose: release\nreplaces: \"0x\"\nalgorithm: ecdsa-p256\nspki: \"0x\"",
    "key.revoke": "purpose: release\nkey: \"0x\"\nreason: why",
  ]

  private static let resources: [String: String] = [
    "access.grant": "holder: \"0x\"\nresource: weights-store\npurpose: what for\nexpires: 2027-01-15",
    "dataset.approve": """
    name: the-data
    dataset: "0x"
    use: fine-tuning               # training, fine-tuning or evaluation
    licence: CC-BY-4.0
    expires: 2027-01-15
    """,
    "compute.run": """
    name: run-1
    holder: "0x"
    budget: "1000000000000000000000"    # FLOP
    expires: 2027-01-15
    """,
    "resource.allocate": """
    holder: "0x"
    unit: gpu-hours
    amount: "5000"
    purpose: what for
    expires: 2027-01-15
    # provider: akash              # spent only there
    # at_most: {amount: "500", every: 7d}    # not faster than that
    """,
    "grant.revoke": """
    grant: "0x"                    # the identity of the grant: quorate resource show P-0007
    reason: why
    """,
    "dataset.trust": """
    dataset: "0x"                  # of the data, its manifest, or a model's dir_hash
    change: loosening              # tightening, neutral or loosening: computed again when it is submitted
    # replaces: "0x"               # the list in force: quorate dataset show DATASET
    trust:
      quorate: algorithm-trust/1
      use: compute                 # compute; or access: handed out, and no algorithm is asked about
      # raw: true                  # code that was never published may be run
      # publishers: ["0x"]         # whatever they publish may be run; "*" for everybody
      algorithms:
        - {name: "did:op:", files: "", container: ""}    # each may be "*"; service: "" as well
    """,
    "data.access":
      "dataset: \"0x\"\nalgorithm: \"0x\"\nholder: \"0x\"\npurpose: what for\nexpires: 2027-01-15",
  ]
}
