namespace Hub.ServiceKit.Requests;

/// <summary>Which page of a sorted list a query asks for: <c>sort</c>, <c>after</c> and <c>limit</c>.</summary>
/// <param name="Sort">The sort; a minus before it means descending.</param>
/// <param name="After">Where the page before ended; null for the first page.</param>
/// <param name="Limit">How many records at most.</param>
public sealed record SortedPage(string Sort, PageCursor? After, int Limit)
{
    private const int Usual = 50;
    private const int Most = 200;

    /// <summary>The parameters that it is read from.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["sort", "after", "limit"];

    /// <summary>Reads it; what is wrong is noted.</summary>
    /// <param name="query">The query.</param>
    /// <param name="sorts">What the list can be sorted by; the first is the default.</param>
    public static SortedPage Read(QueryParameters query, params IReadOnlyList<string> sorts)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(sorts);
        var limit = query.Limit(Usual, Most);
        var sort = query.Text("sort") ?? sorts[0];
        if (!sorts.Contains(sort, StringComparer.Ordinal))
        {
            query.Wrong("sort", $"must be {string.Join(" or ", sorts)}");
            return new SortedPage(sorts[0], null, limit);
        }

        if (query.Text("after") is not { } text)
            return new SortedPage(sort, null, limit);
        var after = PageCursor.Parse(text);
        if (after is null)
            query.Wrong("after", "must be the 'next' of the page before");
        else if (after.Sort != sort)
            query.Wrong("after", $"is of a list that was sorted by {after.Sort}; ask for the same sort, or begin without it");
        return new SortedPage(sort, after, limit);
    }

    /// <summary>Returns where a page ends; null where it was the last one.</summary>
    /// <param name="found">The records of the page and, where there are more, one more.</param>
    /// <param name="valueOf">A record's value in the sort.</param>
    /// <param name="idOf">A record's id.</param>
    public string? NextOf<T>(IReadOnlyList<T> found, Func<T, long> valueOf, Func<T, string> idOf)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(valueOf);
        ArgumentNullException.ThrowIfNull(idOf);
        return found.Count > Limit && found[Limit - 1] is var last
            ? new PageCursor(Sort, valueOf(last), idOf(last)).ToString()
            : null;
    }
}
