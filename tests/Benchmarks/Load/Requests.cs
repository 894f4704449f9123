namespace Hub.Benchmarks.Load;

/// <summary>What the load generator asks for, going round over all routes.</summary>
/// <param name="Path">A format of C: the first %d is the route's number from 1, the second an id.</param>
/// <param name="Routes">How many routes there are.</param>
internal sealed record Requests(string Path, int Routes)
{
    /// <summary>The method.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The body of each; empty for none.</summary>
    public string Body { get; init; } = "";

    /// <summary>Header fields besides those that HTTP needs.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The benchmark plan's routes.</summary>
    public static Requests Of(int routes) => new("/api/r%d/%d", routes);

    /// <summary>One and the same POST.</summary>
    public static Requests Post(string path, string type, string body) =>
        new(path, 1) { Method = "POST", Body = body, Headers = new Dictionary<string, string> { ["Content-Type"] = type } };

    /// <summary>The same with one more header field.</summary>
    public Requests With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };
}
