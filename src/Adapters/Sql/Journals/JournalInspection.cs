namespace Hub.Adapters.Sql.Journals;

/// <summary>What there is of a journal in its database.</summary>
/// <param name="Facts">What the database says of the tables.</param>
/// <param name="Objects">All that belongs to it, in the order in which it is made.</param>
/// <param name="Found">What was found.</param>
internal sealed record JournalInspection(
    JournalFacts Facts, IReadOnlyList<JournalObject> Objects, IReadOnlyList<FoundObject> Found)
{
    /// <summary>How the name of a partition begins, of which many come and go.</summary>
    public const string Partition = "partition ";

    /// <summary>How the mark of a partition ends that was a table of its own before.</summary>
    public const string Attached = " attached";

    /// <summary>What is not there, or not as it was made.</summary>
    public IReadOnlyList<JournalObject> Missing { get; } = [.. Objects.Where(o => !IsAsMade(o, Found))];

    /// <summary>What is there, also where somebody has changed it.</summary>
    public IReadOnlyList<JournalObject> There { get; } =
        [.. Objects.Where(o => Found.Any(f => f.Name == o.Name))];

    /// <summary>Changes whenever somebody makes a part of it again, or switches one off and on.</summary>
    public string Signature { get; } = string.Join('\n', Found.Select(f => $"{f.Name}: {f.Mark}"));

    /// <summary>The statements that make what is missing; what is there and differs is dropped before.</summary>
    public IReadOnlyList<string> Install { get; } =
    [
        .. Objects.Reverse().Where(o => !IsAsMade(o, Found) && Found.Any(f => f.Name == o.Name)).Select(o => o.Drop),
        .. Objects.Where(o => !IsAsMade(o, Found)).Select(o => o.Create),
    ];

    /// <summary>The statements that take away what is there, the last made first.</summary>
    public IReadOnlyList<string> Uninstall { get; } =
        [.. Objects.Reverse().Where(o => Found.Any(f => f.Name == o.Name)).Select(o => o.Drop)];

    /// <summary>
    /// Returns whether changes may be missing since a signature: all of a change but a partition that was made empty.
    /// </summary>
    public bool Differs(string signature)
    {
        if (signature == Signature)
            return false;
        var (before, now) = (signature.Split('\n'), Signature.Split('\n'));
        return before.Except(now).Any() || now.Except(before).Any(line =>
            !line.StartsWith(Partition, StringComparison.Ordinal) || line.EndsWith(Attached, StringComparison.Ordinal));
    }

    private static bool IsAsMade(JournalObject made, IReadOnlyList<FoundObject> found) =>
        found.Any(f => f.Name == made.Name && f.Definition == made.Definition);
}
