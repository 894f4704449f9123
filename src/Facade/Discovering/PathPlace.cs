namespace Hub.Facade.Discovering;

/// <summary>A place in a tree of paths: the requests that end here, and those that go on.</summary>
internal sealed class PathPlace
{
    // A word stays where values stand if so many requests have it, and one in a hundred of the place's.
    private const int FewestOfWord = 10;
    private const int SharesOfPlace = 100;
    private int _words;
    private bool _holdsValues;

    /// <summary>How many requests came here or further.</summary>
    public long Requests { get; set; }

    /// <summary>The requests that end here.</summary>
    public Dictionary<RequestKind, SeenRequests> Seen { get; } = [];

    /// <summary>The places below, by word or placeholder.</summary>
    public Dictionary<string, PathPlace> Next { get; private set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether more different words stand here than a place may have.</summary>
    public bool HasTooManyWords => _words > PathTree.MostWords;

    /// <summary>Returns the place below for a segment's shape; null where it is new and none may be added.</summary>
    public PathPlace? Enter(ReadOnlySpan<char> shape, bool mayAdd)
    {
        if (Next.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(shape, out var place))
            return place;
        if (!mayAdd)
            return null;
        if (shape[0] != '{')
            _words++;
        return Next[shape.ToString()] = new PathPlace();
    }

    /// <summary>Merges rare words here and below, at places that hold values.</summary>
    /// <returns>How many entries fewer there are.</returns>
    public int MergeRareBelow()
    {
        var fewer = _holdsValues ? MergeRare() : 0;
        return fewer + Next.Values.ToList().Sum(p => p.MergeRareBelow());
    }

    /// <summary>Makes values of words that few requests have.</summary>
    /// <returns>How many entries fewer there are.</returns>
    public int MergeRare()
    {
        _holdsValues = true;
        var fewer = 0;
        var kept = new Dictionary<string, PathPlace>(StringComparer.OrdinalIgnoreCase);
        var values = Next.GetValueOrDefault(SegmentShape.Value) ?? new PathPlace();
        kept[SegmentShape.Value] = values;
        var words = Next.Where(n => n.Key[0] != '{').OrderByDescending(n => n.Value.Requests).ToList();
        _words = 0;
        foreach (var (word, place) in words)
        {
            if (_words < PathTree.MostWords / 2 && place.Requests >= FewestOfWord
                && place.Requests * SharesOfPlace >= Requests)
            {
                kept[word] = place;
                _words++;
            }
            else
                fewer += values.Take(place);
        }

        foreach (var (shape, place) in Next.Where(n => n.Key[0] == '{'))
            kept.TryAdd(shape, place);
        Next = kept;
        return fewer;
    }

    private int Take(PathPlace other)
    {
        Requests += other.Requests;
        var fewer = 0;
        foreach (var (kind, seen) in other.Seen)
        {
            if (Seen.TryAdd(kind, seen))
                continue;
            Seen[kind].Add(seen.Read());
            fewer++;
        }

        foreach (var (shape, place) in other.Next)
        {
            if (Next.TryGetValue(shape, out var same))
                fewer += same.Take(place);
            else
            {
                Next[shape] = place;
                if (shape[0] != '{')
                    _words++;
            }
        }

        return HasTooManyWords ? fewer + MergeRare() : fewer;
    }
}
