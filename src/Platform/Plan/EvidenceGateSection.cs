namespace Hub.Platform.Plan;

/// <summary>
/// Reads what a gate asks of the evidence: <c>{ mismatch: 0.1%, confidence: 95%, soak: 1h, syncLag: 5s, verified: 24h }</c>. What
/// it does not say is the default of the capability's pace.
/// </summary>
internal static class EvidenceGateSection
{
    private static readonly PlanValue Time = PlanValue.Either(PlanValue.Duration, PlanValue.OneOf("off"));

    /// <summary>The fields that ask for evidence.</summary>
    public static readonly PlanShape Shape = new("evidence-gate")
    {
        {
            "mismatch", PlanValue.Either(PlanValue.Share, PlanValue.OneOf("off")),
            "The share of answers that may differ at most."
        },
        { "confidence", PlanValue.Share, "How sure that share has to be." },
        { "samples", PlanValue.Whole(1, 1_000_000_000), "How many answers have to be compared." },
        { "soak", Time, "How long the route has to have stood where it stands." },
        { "syncLag", Time, "How far the link may be behind." },
        { "verified", Time, "How long ago both sides were found equal at most." },
    };

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public static EvidenceGate Read(PlanNode node, PlanFields fields, Pace pace, bool isLinked, PlanErrors errors)
    {
        var otherwise = EvidenceGate.Of(pace, isLinked);
        if (!isLinked)
            foreach (var field in new[] { "syncLag", "verified" }.Where(f => node[f] is not null))
                errors.Add(
                    node[field]!,
                    $"'{field}' is about the link that keeps both sides' records in step, and the capability has no 'link': "
                    + "add one, or remove this");
        var isOff = node["mismatch"]?.Text == "off";
        if (isOff && node["confidence"] is { } confidence)
            errors.Add(confidence, "'confidence' says how sure 'mismatch' must be, and goes with a share there, such as 0.1%");
        return new EvidenceGate
        {
            Mismatch = isOff ? null
                : PlanPercent.Read(fields, "mismatch", otherwise.Mismatch, (0.001, 50), errors, ", or off"),
            Confidence = PlanPercent.Read(fields, "confidence", otherwise.Confidence, (50, 99.99), errors)!.Value,
            Samples = fields.Integer("samples", otherwise.Samples, 1, 1_000_000_000),
            Soak = fields.DurationOrOff("soak", otherwise.Soak, Second, Month),
            SyncLag = OrNull("syncLag", otherwise.SyncLag, TimeSpan.FromHours(1)),
            Verified = OrNull("verified", otherwise.Verified, Month),
        };

        TimeSpan? OrNull(string name, TimeSpan? unsaid, TimeSpan longest) =>
            fields.DurationOrOff(name, unsaid ?? TimeSpan.Zero, Second, longest) is var said && said > TimeSpan.Zero
                ? said : null;
    }
}
