namespace Hub.Facade.Discovering;

/// <summary>
/// Groups requests by the templates of their paths, within fixed bounds whatever is asked for. A place in the path where more
/// than <see cref="MostWords"/> different words stand holds values: of the words there only those stay that many requests have.
/// Not safe for threads.
/// </summary>
internal sealed class PathTree
{
    /// <summary>How many different words a place in a path may have.</summary>
    public const int MostWords = 50;

    /// <summary>How many templates are kept, each with its methods and actions counted as one.</summary>
    public const int MostEntries = 500;

    private const int Deepest = 12;
    private readonly PathPlace _root = new();
    private readonly PathPlace _others = new();
    private int _entries;

    /// <summary>Counts a request.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="kind">Its method and action.</param>
    public SeenRequests Find(ReadOnlySpan<char> path, RequestKind kind) => Find(path, kind, isTemplate: false, 1);

    /// <summary>Adds what another tree counted.</summary>
    public void Add(DiscoveredEntry entry) => Find(
        entry.Template, new RequestKind(entry.Method, entry.Action), isTemplate: true, entry.Counts.Statuses.Values.Sum())
        .Add(entry.Counts);

    /// <summary>Returns everything counted; words at places that hold values are merged before.</summary>
    public IReadOnlyList<DiscoveredEntry> Read()
    {
        _entries -= _root.MergeRareBelow();
        var entries = new List<DiscoveredEntry>();
        Read(_root, "", entries);
        entries.AddRange(_others.Seen.Select(s =>
            new DiscoveredEntry("/" + SegmentShape.Rest, s.Key.Method, s.Key.Action, s.Value.Read())));
        return entries;
    }

    private SeenRequests Find(ReadOnlySpan<char> path, RequestKind kind, bool isTemplate, long weight)
    {
        var place = _root;
        place.Requests += weight;
        var depth = 0;
        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            if (segment.IndexOf(';') is >= 0 and var parameters)
                segment = segment[..parameters];
            if (segment.IsEmpty)
                continue;
            var isLast = ++depth > Deepest;
            var next = place.Enter(
                isLast ? SegmentShape.Rest : isTemplate ? segment : SegmentShape.Of(segment), _entries < MostEntries);
            if (next is null)
                return Others(kind, weight);
            if (place.HasTooManyWords)
            {
                _entries -= place.MergeRare();
                // The word may have been merged with the others.
                next = place.Enter(SegmentShape.Value, mayAdd: true)!;
            }

            place = next;
            place.Requests += weight;
            if (isLast)
                break;
        }

        if (place.Seen.TryGetValue(kind, out var seen))
            return seen;
        if (_entries >= MostEntries)
            return Others(kind, weight);
        _entries++;
        return place.Seen[kind] = new SeenRequests();
    }

    private static void Read(PathPlace place, string path, List<DiscoveredEntry> entries)
    {
        foreach (var (kind, seen) in place.Seen)
            entries.Add(new DiscoveredEntry(path.Length == 0 ? "/" : path, kind.Method, kind.Action, seen.Read()));
        foreach (var (segment, next) in place.Next)
            Read(next, $"{path}/{segment}", entries);
    }

    private SeenRequests Others(RequestKind kind, long weight)
    {
        _others.Requests += weight;
        // Actions are callers' texts: of what is beyond the bound they are not told apart.
        var plain = kind with { Action = null };
        return _others.Seen.TryGetValue(plain, out var seen) ? seen : _others.Seen[plain] = new SeenRequests();
    }
}
