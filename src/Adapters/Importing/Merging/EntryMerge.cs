namespace Hub.Importing.Merging;

/// <summary>
/// Brings a new proposal into a file that people have edited, entry by entry against what was proposed last: what they
/// left as it was follows the proposal, what they changed stays, and so does what they took out.
/// </summary>
/// <param name="file">The file, for what is told of it.</param>
/// <param name="edited">
/// Names of entries that are edited in any of the system's files; a route and its resource go together.
/// </param>
/// <param name="force">Whether the proposal wins over an edit.</param>
internal sealed class EntryMerge(string file, IReadOnlySet<string> edited, bool force)
{
    private readonly List<MergeNote> _notes = [];

    public IReadOnlyList<MergeNote> Notes => _notes;

    /// <summary>The names of entries that differ from what was proposed last, or were made or taken out by hand.</summary>
    public static IEnumerable<string> Edited(IReadOnlyList<YamlEntry> last, IReadOnlyList<YamlEntry> mine)
    {
        foreach (var entry in mine)
        {
            var before = Find(last, entry.Key);
            if (entry.Entries is { } inner && before?.Entries is { } innerBefore)
                foreach (var name in Edited(innerBefore, inner))
                    yield return name;
            else if (before is not null && before.Content != entry.Content)
                yield return entry.Key;
        }
    }

    /// <param name="last">What was proposed last; none where nothing is known of it.</param>
    /// <param name="mine">The file as it is.</param>
    /// <param name="proposed">What is proposed now.</param>
    /// <param name="at">The section, for what is told.</param>
    public List<YamlEntry> Merge(
        IReadOnlyList<YamlEntry> last, IReadOnlyList<YamlEntry> mine, IReadOnlyList<YamlEntry> proposed, string at = "")
    {
        var merged = mine.Select(m => Decide(Find(last, m.Key), m, Find(proposed, m.Key), at)).OfType<YamlEntry>().ToList();
        foreach (var (index, entry) in proposed.Index().Where(p => Find(mine, p.Item.Key) is null))
        {
            if (!force && Find(last, entry.Key) is not null)
            {
                Tell(MergeKind.LeftOut, at, entry.Key);
                continue;
            }

            // Behind the one it follows in the proposal.
            var before = proposed.Take(index).Select(p => merged.FindIndex(m => m.Key == p.Key)).LastOrDefault(i => i >= 0, -1);
            merged.Insert(before + 1, entry);
            Tell(MergeKind.Added, at, entry.Key);
        }

        return merged;
    }

    private YamlEntry? Decide(YamlEntry? last, YamlEntry mine, YamlEntry? proposed, string at)
    {
        if (proposed is null)
            return last is null ? mine : Gone(last, mine, at);
        if (mine.Entries is { } entries && proposed.Entries is { } now)
            return mine with
            {
                Lines = Own(last, mine, proposed, at),
                Entries = Merge(last?.Entries ?? [], entries, now, $"{at}{mine.Key}: "),
            };
        var (same, untouched, news) =
            (Same(mine, proposed), last is not null && Same(mine, last), last is null || !Same(last, proposed));
        if (same)
            return mine;
        if (untouched || force)
        {
            Tell(untouched ? MergeKind.Changed : MergeKind.Overwritten, at, mine.Key);
            return Spaced(proposed, mine);
        }

        Tell(news ? MergeKind.KeptAgainst : MergeKind.Kept, at, mine.Key);
        return mine;
    }

    private YamlEntry? Gone(YamlEntry last, YamlEntry mine, string at)
    {
        if (Same(mine, last) && (force || !mine.AllLines.Any() || !Names(mine).Any(edited.Contains)))
        {
            Tell(MergeKind.Removed, at, mine.Key);
            return null;
        }

        Tell(MergeKind.KeptAlthoughGone, at, mine.Key);
        return mine;
    }

    // A section's own line and what is said above it.
    private IReadOnlyList<string> Own(YamlEntry? last, YamlEntry mine, YamlEntry proposed, string at)
    {
        if (mine.Content == proposed.Content || last is null || mine.Content != last.Content)
            return mine.Lines;
        Tell(MergeKind.Changed, at, mine.Key);
        return Spaced(proposed, mine).Lines;
    }

    // Blank lines above are the file's own.
    private static YamlEntry Spaced(YamlEntry text, YamlEntry place) => text with
    {
        Lines = [.. place.Lines.TakeWhile(string.IsNullOrWhiteSpace), .. text.Lines.SkipWhile(string.IsNullOrWhiteSpace)],
    };

    private static IEnumerable<string> Names(YamlEntry entry) => (entry.Entries ?? []).Select(e => e.Key).Append(entry.Key);

    private static bool Same(YamlEntry a, YamlEntry b) => Text(a) == Text(b);

    private static string Text(YamlEntry entry) =>
        string.Join('\n', (entry.Entries ?? []).Select(e => e.Content).Where(c => c.Length > 0).Prepend(entry.Content));

    private static YamlEntry? Find(IReadOnlyList<YamlEntry> entries, string key) => entries.FirstOrDefault(e => e.Key == key);

    private void Tell(MergeKind kind, string at, string key) => _notes.Add(new MergeNote(kind, file, at + key));
}

/// <summary>What became of one entry.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="File">The file it is in.</param>
/// <param name="Entry">Section and name: <c>resources: billing.get-invoice</c>; empty for the whole file.</param>
internal sealed record MergeNote(MergeKind Kind, string File, string Entry);

/// <summary>What may become of an entry.</summary>
internal enum MergeKind
{
    Added,
    Changed,
    Removed,

    /// <summary>Edited, and the import has nothing new for it.</summary>
    Kept,

    /// <summary>Edited, while the import would write it otherwise than last time.</summary>
    KeptAgainst,

    /// <summary>Edited, while the import has it no more.</summary>
    KeptAlthoughGone,

    /// <summary>Taken out by hand, so not written again.</summary>
    LeftOut,

    /// <summary>Edited, and replaced all the same because that was asked for.</summary>
    Overwritten,
}
