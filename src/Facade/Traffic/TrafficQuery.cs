using System.Globalization;
using Hub.Facade.Admin;
using Hub.Platform.Identity;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Traffic;

/// <summary>Which of the requests that were answered lately are wanted.</summary>
internal sealed record TrafficQuery
{
    /// <summary>The parameters of the query.</summary>
    public static readonly string[] Known = ["route", "side", "status", "caller", "request", "since", "before", "limit", "here"];

    private const int Usual = 50;
    private const int Most = 500;
    private const int Longest = 200;
    private static readonly string[] Sides = ["legacy", "new", "hub"];

    public string? Route { get; init; }

    /// <summary>Whose answer the caller got: <c>legacy</c>, <c>new</c> or <c>hub</c>.</summary>
    public string? Side { get; init; }

    /// <summary>The least and the greatest HTTP status.</summary>
    public (int Least, int Greatest)? Status { get; init; }

    public string? Caller { get; init; }

    /// <summary>How the request's id begins.</summary>
    public string? Request { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Only requests behind this one.</summary>
    public TrafficCursor? Before { get; init; }

    public int Limit { get; init; } = Usual;

    /// <summary>Whether a node is to answer for itself alone.</summary>
    public bool Here { get; init; }

    /// <summary>Reads a request's query, noting all that is wrong with it.</summary>
    public static TrafficQuery Read(HttpRequest request, RequestErrors errors, DateTimeOffset now)
    {
        var query = new QueryParameters(request, errors, Known);
        return new TrafficQuery
        {
            Route = query.Text("route", Longest),
            Side = Of("side", side => Sides.Contains(side, StringComparer.Ordinal) ? side : null, "must be legacy, new or hub"),
            Status = Of<(int, int)?>("status", ReadStatus, "must be a class such as 5xx, or a status such as 404"),
            Caller = query.Text("caller", Longest),
            Request = Of(
                "request", id => id.Length <= 32 && id.All(char.IsAsciiHexDigit) ? id.ToLowerInvariant() : null,
                "must be the beginning of a request's id: up to 32 hexadecimal digits"),
            Since = Of<DateTimeOffset?>("since", text => GivenTime.Read(text, now), $"must be {GivenTime.Form}"),
            Before = Of<TrafficCursor?>("before", text => TrafficCursor.Read(text), "must be the next of a page"),
            Limit = query.Limit(Usual, Most),
            Here = query.Flag("here") ?? false,
        };

        T? Of<T>(string name, Func<string, T?> read, string problem)
        {
            if (query.Text(name, Longest) is not { } text)
                return default;
            var value = read(text);
            if (value is null)
                query.Wrong(name, problem);
            return value;
        }
    }

    /// <summary>
    /// Whether somebody may see who called a route, and so find requests by it: it takes role operator of the route's capability,
    /// as its retirement does.
    /// </summary>
    /// <param name="reader">Who reads.</param>
    /// <param name="capability">The capability; null for a route that the plan does not have, which takes all of them.</param>
    public static bool MayNameCallers(AccessGrant reader, string? capability) =>
        reader.Role >= AccessRole.Operator && reader.Covers(capability ?? AccessGrant.Everything);

    /// <summary>Whether a request is wanted, but for its caller.</summary>
    public bool Includes(TrafficRequest request) =>
        (Route is null || request.Route == Route)
        && (Side is null || request.AnsweredBy.Split(',')[0] == Side)
        && (Status is not var (least, greatest) || (request.Status >= least && request.Status <= greatest))
        && (Since is not { } since || request.At >= since)
        && (Request is null || request.Id.StartsWith(Request, StringComparison.Ordinal))
        && (Before is not { } before || TrafficCursor.Order.Compare(new(request.At, request.Id), before) < 0);

    private static (int, int)? ReadStatus(string text) => text switch
    {
        [>= '1' and <= '5' and var first, 'x', 'x'] => ((first - '0') * 100, ((first - '0') * 100) + 99),
        [>= '1' and <= '5', _, _] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) =>
            (status, status),
        _ => null,
    };
}
