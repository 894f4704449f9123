using System.Globalization;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Searching;

/// <summary>Reads a search, and which page of what it finds, from a request's query; gathers all faults.</summary>
/// <param name="query">The query; names that are unknown or given twice were refused before.</param>
/// <param name="now">What durations are counted back from.</param>
internal sealed class SearchQuery(IQueryCollection query, DateTimeOffset now)
{
    /// <summary>Rows of a page, where the request does not say how many.</summary>
    public const int Usual = 1000;

    private const int Most = 10_000;
    private const int LongestText = 500;

    /// <summary>The parameters that say which parked changes are meant.</summary>
    public static readonly string[] OfParked = ["link", "key", "reason", "since"];

    /// <summary>The parameters that say which conflicts are meant.</summary>
    public static readonly string[] OfConflicts = ["link", "key", "field", "since"];

    /// <summary>The parameters that say which page is wanted.</summary>
    public static readonly string[] Paging = ["after", "limit"];

    private readonly List<ProblemError> _faults = [];

    /// <summary>Returns the search, the id that the page begins after, its most rows; or what is wrong.</summary>
    public (RecordSearch Search, string After, int Limit, Problem? Fault) Read()
    {
        var search = new RecordSearch(Given("link"), Given("key"), Given("reason"), Time("since")) { Field = Given("field") };
        var (after, limit) = (Given("after") ?? "", Limit());
        return (search, after, limit, _faults.Count == 0 ? null : Problem.Malformed(_faults));
    }

    private string? Given(string name)
    {
        if (!query.TryGetValue(name, out var values))
            return null;
        var value = values.ToString();
        if (value.Length == 0)
            _faults.Add(new(name, "is empty; leave it out, or give it a value"));
        else if (value.Length > LongestText)
            _faults.Add(new(name, $"has {value.Length} characters; at most {LongestText} are taken"));
        else if (value.Contains('\0', StringComparison.Ordinal))
            _faults.Add(new(name, "holds the character U+0000, which no key and no reason holds"));
        else
            return value;
        return null;
    }

    private DateTimeOffset? Time(string name)
    {
        if (Given(name) is not { } text)
            return null;
        if (GivenTime.Parse(text, now) is { } time)
            return time;
        _faults.Add(new(name, GivenTime.Fault));
        return null;
    }

    private int Limit()
    {
        if (Given("limit") is not { } text)
            return Usual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most)
            return number;
        _faults.Add(new("limit", $"is no number from 1 to {Most}, such as {Usual}"));
        return Usual;
    }
}
