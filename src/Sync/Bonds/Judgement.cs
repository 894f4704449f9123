using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Hub.Sync.Bonds;

/// <summary>What a change is, measured by what both sides last agreed on.</summary>
internal enum JudgementKind
{
    /// <summary>The target holds what the change says; also an echo.</summary>
    AlreadyThere,

    /// <summary>The change says what both sides agreed on; the target has a change of its own, which is on its way.</summary>
    NothingNew,

    /// <summary>The target is as agreed, or has no such record yet: it becomes as the change says.</summary>
    FastForward,

    /// <summary>Both sides changed, in different fields.</summary>
    Merged,

    /// <summary>Both sides changed the same.</summary>
    Conflict,
}

/// <summary>What a conflict is about.</summary>
internal enum ConflictKind
{
    /// <summary>Both sides changed a field to different values.</summary>
    Fields,

    /// <summary>The change deletes a record that the target changed.</summary>
    DeleteAgainstEdit,

    /// <summary>The change edits a record that the target deleted.</summary>
    EditAgainstDelete,

    /// <summary>Both sides hold the record, and nothing is known that they ever agreed on.</summary>
    MadeTwice,

    /// <summary>A system without versions was written by another one at the same moment.</summary>
    FoundLate,
}

/// <summary>What both sides last agreed on.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Content">Itself; null where the link keeps the hash only.</param>
internal sealed record AgreedContent(string Hash, JsonObject? Content)
{
    /// <summary>Stands where a side was set back: what both agreed on says nothing of what it holds now.</summary>
    public static AgreedContent Unknown { get; } = new("", null);

    /// <summary>Whether a side was set back since, so that a person decides on what differs.</summary>
    public bool IsUnknown => Hash.Length == 0;

    public bool Is(JsonObject? content) => content is not null && ContractJson.HashOf(content) == Hash;

    /// <summary>
    /// Returns what both sides agreed on, where an earlier change was sent and its outcome is not known: both sides have held
    /// since what its target holds as that change said.
    /// </summary>
    /// <param name="tried">What that change said.</param>
    /// <param name="held">What its target holds.</param>
    public AgreedContent Since(JsonObject tried, JsonObject held)
    {
        var taken = Content is null
            ? []
            : ContractJson.Names(Content, tried)
                .Where(n => ContractJson.AreSame(tried[n], held[n]) && !ContractJson.AreSame(tried[n], Content[n])).ToList();
        if (taken.Count == 0)
            return this;
        var since = Content!.DeepClone().AsObject();
        foreach (var name in taken)
            since[name] = tried[name]?.DeepClone();
        return new AgreedContent(ContractJson.HashOf(since), since);
    }
}

/// <summary>
/// The decision on one change, by a pure function of three contents without the fields that belong to one side.
/// </summary>
/// <param name="Kind">What the change is.</param>
/// <param name="IfArrivingWins">What the record becomes where the change decides on what both changed; null for deleted.</param>
/// <param name="IfStandingWins">What it becomes where the target decides.</param>
/// <param name="Conflict">What the conflict is about; null when there is none.</param>
/// <param name="Fields">The fields in conflict.</param>
internal sealed record Judgement(
    JudgementKind Kind, JsonObject? IfArrivingWins, JsonObject? IfStandingWins, ConflictKind? Conflict,
    ImmutableArray<FieldConflict> Fields)
{
    /// <summary>Judges a change.</summary>
    /// <param name="base">What both sides last agreed on; null when it is not known.</param>
    /// <param name="arriving">What the change says; null when it deletes.</param>
    /// <param name="standing">What the target holds; null when it has no such record.</param>
    public static Judgement Of(AgreedContent? @base, JsonObject? arriving, JsonObject? standing)
    {
        if (arriving is null ? standing is null : standing is not null && ContractJson.AreSame(arriving, standing))
            return Sure(JudgementKind.AlreadyThere, standing);
        if (@base is null)
            return standing is null ? Sure(JudgementKind.FastForward, arriving)
                : Whole(arriving is null ? ConflictKind.DeleteAgainstEdit : ConflictKind.MadeTwice, arriving, standing);
        if (@base.Is(arriving))
            return Sure(JudgementKind.NothingNew, standing);
        if (@base.Is(standing))
            return Sure(JudgementKind.FastForward, arriving);
        if (arriving is null)
            return Whole(ConflictKind.DeleteAgainstEdit, arriving, standing);
        if (standing is null)
            return Whole(ConflictKind.EditAgainstDelete, arriving, standing);
        return @base.Content is null
            ? Whole(ConflictKind.Fields, arriving, standing)
            : Merge(@base.Content, arriving, standing);
    }

    /// <summary>Judges a change that the target has from an earlier attempt, whatever was written there since.</summary>
    public static Judgement Included(JsonObject? standing) => Sure(JudgementKind.AlreadyThere, standing);

    private static Judgement Merge(JsonObject @base, JsonObject arriving, JsonObject standing)
    {
        var (mine, conflicts) = ThreeWayMerge.Of(@base, arriving, standing, arrivingWins: true);
        return conflicts.IsEmpty
            ? Sure(JudgementKind.Merged, mine)
            : new Judgement(
                JudgementKind.Conflict,
                mine,
                ThreeWayMerge.Of(@base, arriving, standing, arrivingWins: false).Merged,
                ConflictKind.Fields,
                conflicts);
    }

    // Without a base nobody knows which side changed a field: one record or the other.
    private static Judgement Whole(ConflictKind conflict, JsonObject? arriving, JsonObject? standing) => new(
        JudgementKind.Conflict,
        arriving,
        standing,
        conflict,
        arriving is null || standing is null
            ? []
            : [
                .. ContractJson.Names(standing, arriving)
                    .Where(name => !ContractJson.AreSame(arriving[name], standing[name]))
                    .Select(name => new FieldConflict(name, null, arriving[name]?.DeepClone(), standing[name]?.DeepClone())),
            ]);

    private static Judgement Sure(JudgementKind kind, JsonObject? result) => new(kind, result, result, null, []);
}
