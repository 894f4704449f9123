namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>
/// Holds what both sides keep in the end against what writers were told. An acknowledged value stands in the end, or was seen
/// by whoever replaced it, or is listed as a conflict; so of two edits that did not know of each other, none is silently gone.
/// </summary>
internal sealed class Judge
{
    private readonly SideContent _before;
    private readonly SideContent _legacy;
    private readonly SideContent _new;
    private readonly ILookup<(string, string), Edit> _edits;
    private readonly HashSet<(string, string, string)> _listed;
    private readonly Dictionary<Edit, bool> _accounted = new(ReferenceEqualityComparer.Instance);

    private Judge(
        IEnumerable<Edit> edits, SideContent before, SideContent legacy, SideContent @new, IEnumerable<ListedConflict> listed)
    {
        (_before, _legacy, _new) = (before, legacy, @new);
        _edits = edits.ToLookup(e => (e.Record, e.Field));
        _listed = [.. listed.SelectMany(l => l.Values, (l, v) => (l.Record, l.Field, v))];
    }

    /// <summary>Returns every fault, those of one record together.</summary>
    /// <param name="edits">What was written.</param>
    /// <param name="before">What both sides held before the first edit.</param>
    /// <param name="legacy">What the legacy side holds in the end.</param>
    /// <param name="new">What the new side holds in the end.</param>
    /// <param name="listed">The conflicts that the hub lists.</param>
    public static IReadOnlyList<Fault> FindFaults(
        IEnumerable<Edit> edits, SideContent before, SideContent legacy, SideContent @new, IEnumerable<ListedConflict> listed) =>
        new Judge(edits, before, legacy, @new, listed).FindFaults();

    private List<Fault> FindFaults()
    {
        var written = _edits.ToLookup(e => e.Key.Item1, e => e.Key.Item2);
        var names = _legacy.Names.Concat(_new.Names).Concat(_before.Names).Concat(written.Select(w => w.Key));
        return
        [
            .. from name in names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
               from fault in FaultsOf(name, written[name])
               select fault,
        ];
    }

    private IEnumerable<Fault> FaultsOf(string name, IEnumerable<string> written)
    {
        foreach (var (side, content) in new[] { ("legacy", _legacy), ("new", _new) })
            if (content.Count(name) > 1)
                yield return new Fault(FaultKind.Doubled, name, Edit.Existence, $"{content.Count(name)} times at {side}");
        var fields = _legacy.FieldsOf(name).Concat(_new.FieldsOf(name)).Concat(written).Append(Edit.Existence);
        foreach (var fault in fields.Distinct(StringComparer.Ordinal).SelectMany(f => FaultsOf(name, f)))
            yield return fault;
    }

    private IEnumerable<Fault> FaultsOf(string name, string field)
    {
        var (legacy, @new) = (_legacy.Find(name, field), _new.Find(name, field));
        // That a record is on one side only is told once.
        if (legacy != @new && (field == Edit.Existence || (legacy is not null && @new is not null)))
            yield return new Fault(FaultKind.Different, name, field, $"'{legacy}' at legacy, '{@new}' at new");
        var edits = _edits[(name, field)].ToList();
        foreach (var edit in edits)
        {
            if (edit.Outcome == Outcome.Acknowledged && !IsAccounted(edit))
                yield return new Fault(
                    FaultKind.Lost, name, field,
                    $"'{edit.Value}' of {edit.Writer} at {edit.Sent}, which saw '{edit.Saw}'; '{@new}' stands at new");
            if (edit.Outcome == Outcome.Refused && IsSeen(edit)
                && !edits.Exists(e => e.Outcome != Outcome.Refused && e.Value == edit.Value)
                && _before.Find(name, field) != edit.Value)
                yield return new Fault(
                    FaultKind.MadeThoughRefused, name, field, $"'{edit.Value}' of {edit.Writer}: {edit.Told}");
        }

        foreach (var value in new[] { legacy, @new }.OfType<string>().Distinct(StringComparer.Ordinal))
            if (value != _before.Find(name, field) && !edits.Exists(e => e.Value == value)
                && (_before.Count(name) > 0 || field == Edit.Existence || edits.Count > 0))
                yield return new Fault(FaultKind.OfNobody, name, field, $"'{value}'");
    }

    private bool IsAccounted(Edit edit)
    {
        if (!_accounted.TryGetValue(edit, out var accounted))
        {
            accounted = Stands(edit) || IsListed(edit) || IsDeletedWith(edit)
                // An acknowledged one is looked at by itself; one in doubt must have left a trace to have replaced anything.
                || _edits[(edit.Record, edit.Field)].Any(later =>
                    Replaces(later, edit) && (later.Outcome == Outcome.Acknowledged || IsAccounted(later)));
            _accounted[edit] = accounted;
        }

        return accounted;
    }

    private bool IsSeen(Edit edit) => Stands(edit) || IsListed(edit)
        || _edits[(edit.Record, edit.Field)].Any(e => e.Saw == edit.Value);

    private bool Stands(Edit edit) =>
        _legacy.Find(edit.Record, edit.Field) == edit.Value || _new.Find(edit.Record, edit.Field) == edit.Value;

    // Who deletes a record has seen what it wrote there itself.
    private bool IsDeletedWith(Edit edit) => edit.Field != Edit.Existence
        && _edits[(edit.Record, Edit.Existence)].Any(gone =>
            gone.Value == Edit.Gone && gone.Writer == edit.Writer && gone.Sent > edit.Sent && gone.Outcome != Outcome.Refused
            && Stands(gone));

    private bool IsListed(Edit edit) => _listed.Contains((edit.Record, edit.Field, edit.Value));

    private static bool Replaces(Edit later, Edit edit) =>
        later.Outcome != Outcome.Refused && later.Sent > edit.Sent
        && (later.Saw is null ? later.Writer == edit.Writer : later.Saw == edit.Value);
}
