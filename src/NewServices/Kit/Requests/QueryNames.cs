using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.ServiceKit.Requests;

/// <summary>
/// Finds query parameters that an endpoint would ignore: those it does not know, and those given more than once. Ignored, a
/// filter that is spelled wrong would be answered with everything. Names are compared without regard to case.
/// </summary>
public static class QueryNames
{
    private const int Most = 20;

    /// <summary>Returns a fault for each such parameter, at most twenty; none is the usual case, and costs nothing.</summary>
    /// <param name="query">The query.</param>
    /// <param name="known">The parameters that the endpoint takes.</param>
    /// <param name="routes">Those that the hub has read to get here; see <see cref="SideRequest.RouteQuery"/>.</param>
    public static IReadOnlyList<ProblemError> FindFaults(
        IQueryCollection query, IReadOnlyList<string> known, IReadOnlyList<string>? routes = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(known);
        if (query.Count == 0)
            return [];
        List<ProblemError>? faults = null;
        foreach (var (name, values) in query)
        {
            var taken = Find(known, name) ?? Find(routes ?? [], name);
            if (taken is not null && values.Count == 1)
                continue;
            faults ??= [];
            faults.Add(taken is null
                ? new ProblemError($"query.{Spelling.Shorten(name)}", Unknown(name, known))
                : new ProblemError($"query.{taken}", "is given more than once"));
            if (faults.Count == Most)
                break;
        }

        return faults ?? (IReadOnlyList<ProblemError>)[];
    }

    private static string? Find(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return names[i];
        return null;
    }

    private static string Unknown(string name, IReadOnlyList<string> known) => known.Count == 0
        ? "is not known here; there are no query parameters"
        : $"is not known here; known are {string.Join(", ", known)}{Spelling.DidYouMean(name, known)}";
}
